// Search while one types. The words are posted, never put in an address; the
// answer is the same list as on the search page, asked for as a part.
const pause = 200;
const shortest = 2;

class Finder {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input[type=search]");
    this.panel = form.querySelector(".found");
    this.status = form.querySelector("[role=status]");
    this.asked = null;
    this.timer = 0;
    this.input.addEventListener("input", () => this.later());
    form.addEventListener("keydown", (event) => this.key(event));
    form.addEventListener("focusout", (event) => {
      if (!form.contains(event.relatedTarget)) this.close();
    });
  }

  later() {
    clearTimeout(this.timer);
    if (this.asked) this.asked.abort();
    if (this.input.value.trim().length < shortest) {
      this.close();
      return;
    }
    this.timer = setTimeout(() => this.ask(), pause);
  }

  async ask() {
    const asked = new AbortController();
    this.asked = asked;
    try {
      const answer = await fetch(this.form.action, {
        method: "POST",
        body: new URLSearchParams(new FormData(this.form)),
        headers: { "Kasket-Part": "hits" },
        signal: asked.signal,
        redirect: "error",
      });
      if (!answer.ok) throw new Error(String(answer.status));
      this.show(await answer.text());
    } catch {
      // No answer is no harm: the form still goes to the search page.
      if (!asked.signal.aborted) this.close();
    }
  }

  show(html) {
    const part = new DOMParser().parseFromString(html, "text/html");
    this.panel.replaceChildren(...part.body.childNodes);
    this.panel.hidden = false;
    const said = this.panel.querySelector("[data-said]");
    this.status.textContent = said ? said.dataset.said : "";
  }

  close() {
    clearTimeout(this.timer);
    this.panel.hidden = true;
    this.panel.replaceChildren();
    this.status.textContent = "";
  }

  key(event) {
    if (event.key === "Escape" && !this.panel.hidden) {
      this.close();
      this.input.focus();
      return;
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const stops = [this.input, ...this.panel.querySelectorAll("a")];
    const at = stops.indexOf(document.activeElement);
    if (at < 0 || stops.length === 1) return;
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : stops.length - 1;
    stops[(at + step) % stops.length].focus();
  }
}

export function startSearch() {
  for (const form of document.querySelectorAll("form[data-find]")) new Finder(form);
}
