// Forms: never sent twice, never left with unsaved text without a word, the
// error summary in focus, characters counted. The server holds every rule; this
// only saves people a wait.

const release = 10_000;

function free(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
}

function guardDoubleSubmit() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    delete form.dataset.dirty;
    // aria-disabled, not disabled: a disabled button is not sent with the form.
    for (const button of form.querySelectorAll("button:not([type=button])")) {
      button.setAttribute("aria-disabled", "true");
    }
    // A file that is fetched leaves the page standing. Should somebody send a
    // slow form again, its key keeps it from being written twice.
    setTimeout(() => free(form), release);
  });
  // The back button may bring the page back as it was: let it send again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) free(form);
  });
}

function warnUnsaved() {
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && "guard" in form.dataset) form.dataset.dirty = "yes";
  });
  window.addEventListener("beforeunload", (event) => {
    // A form whose text is safe as a draft says so by data-kept.
    if (document.querySelector("form[data-guard][data-dirty]:not([data-kept])")) event.preventDefault();
  });
}

function countCharacters() {
  for (const counter of document.querySelectorAll("[data-counts]")) {
    const box = document.getElementById(counter.dataset.counts);
    if (!box) continue;
    const limit = Number(counter.dataset.limit);
    const show = () => {
      const used = [...box.value].length;
      counter.hidden = used < limit * 0.8;
      counter.textContent = counter.dataset.text.replace("{0}", used).replace("{1}", limit);
      counter.classList.toggle("near", used >= limit * 0.9 && used <= limit);
      counter.classList.toggle("over", used > limit);
    };
    box.addEventListener("input", show);
    show();
  }
}

function focusErrors() {
  const summary = document.getElementById("errors");
  if (!summary) return;
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    field.scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
  });
}

export function startForms() {
  guardDoubleSubmit();
  warnUnsaved();
  countCharacters();
  focusErrors();
}
