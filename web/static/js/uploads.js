// A form with files is sent by the page itself, so that the files stay chosen when
// something has to be put right, the line is dead or one was signed out. Pages that
// are photographed one by one gather in a list. Without scripts the browser sends it.

// gather adds what the camera took to what it took before.
function gather(part) {
  const photos = part.querySelector("input[name=photos]");
  const list = part.querySelector(".pages");
  if (!photos || !list || typeof DataTransfer === "undefined") return;
  let taken = [...photos.files];
  const put = () => {
    const all = new DataTransfer();
    for (const file of taken) all.items.add(file);
    photos.files = all.files;
    list.hidden = taken.length === 0;
    list.replaceChildren(...taken.map((file, i) => line(part, file, () => {
      taken = taken.filter((_, j) => j !== i);
      put();
    })));
  };
  photos.addEventListener("change", () => {
    taken = taken.concat([...photos.files]);
    put();
  });
  put();
}

function line(part, file, remove) {
  const item = document.createElement("li");
  const row = document.createElement("span");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn bare small";
  button.textContent = part.dataset.remove;
  button.setAttribute("aria-label", `${part.dataset.remove}: ${file.name}`);
  button.addEventListener("click", remove);
  row.append(file.name, button);
  item.append(row);
  return item;
}

// send posts a form and says how far it is.
function send(form, far) {
  return new Promise((answered) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Kasket-Fetch", "upload");
    request.upload.addEventListener("progress", (e) => e.lengthComputable && far(e.loaded / e.total));
    request.addEventListener("load", () => answered(request));
    request.addEventListener("error", () => answered(null));
    request.addEventListener("abort", () => answered(null));
    request.send(new FormData(form));
  });
}

// again shows the form as the server answered, with the files that were chosen.
function again(form, html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const next = page.querySelector("main");
  const main = document.querySelector("main");
  if (!next || !main) return false;
  for (const input of form.querySelectorAll("input[type=file]")) {
    const there = next.querySelector(`input[type=file][name="${input.name}"]`);
    if (!there) continue;
    for (const name of ["aria-describedby", "aria-invalid"]) {
      if (there.hasAttribute(name)) input.setAttribute(name, there.getAttribute(name));
      else input.removeAttribute(name);
    }
    there.replaceWith(input);
  }
  for (const words of next.querySelectorAll("[data-again]")) words.remove();
  main.replaceWith(document.adoptNode(next));
  document.title = page.title;
  startUploads();
  const errors = document.getElementById("errors");
  if (errors) errors.focus();
  return true;
}

function take(form, part) {
  const told = part.querySelector("[data-progress]");
  const say = (text) => {
    told.hidden = !text;
    told.textContent = text;
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.dataset.sent) return;
    form.dataset.sent = "yes";
    say(part.dataset.sending.replace("{0}", "0"));
    const answer = await send(form, (share) => say(part.dataset.sending.replace("{0}", String(Math.round(share * 100)))));
    delete form.dataset.sent;
    const next = answer && answer.getResponseHeader("Kasket-Next");
    if (answer && answer.status === 204 && next) {
      delete form.dataset.dirty;
      location.assign(next);
      return;
    }
    if (answer && answer.status === 422 && again(form, answer.responseText)) return;
    if (answer && answer.status === 413) say(part.dataset.large);
    else if (answer && answer.status === 401) say(part.dataset.gone);
    else say(part.dataset.away);
  });
}

export function startUploads() {
  for (const part of document.querySelectorAll("[data-upload]")) {
    const form = part.closest("form");
    if (!form || form.dataset.uploads) continue;
    form.dataset.uploads = "yes";
    gather(part);
    take(form, part);
  }
}
