// Drafts: what one writes is on the server a second after one stops, and until it
// is there it waits in the browser, and the page says so. Sending waits for the
// draft: a form that leaves the page leaves nothing behind that is not kept.
import { deliver, keep, put, waiting, waitingOf, wipe, wipeAll } from "./waiting.js";

const pause = 1000;
const slowest = 30_000;
// Within the event that stopped it, a form cannot be sent anew: it is ignored.
const afterTheEvent = () => new Promise((done) => setTimeout(done));
const own = ["key", "youth", "about_company", "writer", "turn"]; // fields that belong to the page, not to the text

class Draft {
  constructor(form, state) {
    this.form = form;
    this.state = state;
    this.words = state.dataset;
    this.theirs = document.getElementById("draft-theirs");
    this.timer = 0;
    this.delay = pause;
    this.changes = 0;
    this.kept = 0; // the changes that the server has
    this.asking = null;
    this.takeKey(form.dataset.draft, this.words.put);
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", () => this.changed());
    form.addEventListener("submit", (event) => this.submit(event));
    addEventListener("online", () => this.unsaved() && this.save());
    addEventListener("offline", () => this.unsaved() && this.say("no", this.words.away));
    addEventListener("pagehide", () => this.leave());
    addEventListener("pageshow", () => { this.passing = false; });
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.leave());
    this.showTheirs();
    this.restore();
  }

  takeKey(key, address) {
    this.key = key;
    this.put = address;
    this.form.dataset.draft = key;
    this.field("key").value = key;
  }

  field(name) { return this.form.elements.namedItem(name); }

  text() {
    return {
      staff: this.words.staff, key: this.key, put: this.put, page: this.words.new,
      revision: this.field("revision").value, body: new URLSearchParams(new FormData(this.form)).toString(),
    };
  }

  unsaved() { return this.kept < this.changes; }

  say(kind, words) {
    this.state.classList.toggle("yes", kind === "yes");
    this.state.classList.toggle("no", kind === "no");
    if (this.state.textContent !== words) this.state.textContent = words;
  }

  changed() {
    this.changes++;
    this.field("turn").value = String(this.changes);
    // What lies in the browser comes back by itself: nobody need be held up.
    this.form.toggleAttribute("data-kept", keep(this.text()));
    if (this.choosing()) return;
    this.say("no", navigator.onLine ? this.words.waiting : this.words.away);
    this.later(pause);
  }

  later(ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), ms);
  }

  // save answers how it went: kept, away, moved, or passed to the server to decide.
  async save() {
    clearTimeout(this.timer);
    if (this.choosing()) return "moved";
    if (this.asking) await this.asking;
    const sent = this.changes;
    this.asking = put(this.text());
    const { status, said } = await this.asking;
    this.asking = null;
    return this.told(status, said, sent);
  }

  told(status, said, sent) {
    if (status === 200) {
      this.delay = pause;
      this.kept = Math.max(this.kept, sent);
      this.note(said);
      document.dispatchEvent(new CustomEvent("kasket:alive"));
      return "kept";
    }
    if (status === 409) {
      this.moved(said);
      return "moved";
    }
    if (status === 410) {
      wipe(this.words.staff, this.key);
      this.say("no", this.words.sent);
      return "sent";
    }
    if (status === 0 || status >= 500) {
      this.say("no", this.words.away);
      this.delay = Math.min(this.delay * 2, slowest);
      this.later(this.delay);
      return "away";
    }
    this.say("no", status === 401 ? this.words.expired : this.words.refused);
    return "passed";
  }

  // note takes in what the server said of a draft it has kept.
  note(said) {
    if (said.revision) {
      this.field("revision").value = String(said.revision);
      history.replaceState(history.state, "", `${this.words.new}?draft=${this.key}`);
    }
    if (this.unsaved()) return;
    wipe(this.words.staff, this.key);
    this.form.setAttribute("data-kept", "");
    this.say(said.revision ? "yes" : "", said.said || "");
  }

  // leave is the last chance before the page is gone: nobody waits for the answer.
  leave() {
    if (!this.unsaved() || this.passing || this.choosing()) return;
    put(this.text(), true).then(({ status, said }) => status === 200 && this.told(status, said, this.changes));
  }

  async submit(event) {
    if (event.defaultPrevented || this.passing || event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    if (this.sending) return;
    this.sending = true;
    const button = event.submitter;
    button?.setAttribute("aria-disabled", "true");
    this.say("", this.words.sending);
    const how = this.choosing() ? "chosen" : await this.save();
    await afterTheEvent();
    this.sending = false;
    button?.removeAttribute("aria-disabled");
    if (how === "away" || how === "moved") return;
    this.passing = true;
    this.form.requestSubmit(button);
  }

  choosing() { return this.theirs && !this.theirs.hidden; }

  // moved shows what was written in the draft elsewhere. Until one has chosen,
  // nothing is written over it.
  moved(said) {
    this.field("revision").value = String(said.revision);
    this.theirs.querySelector("[data-theirs]").textContent = said.text;
    this.theirs.hidden = false;
    this.say("no", this.words.moved);
    this.theirs.scrollIntoView({ block: "nearest" });
  }

  showTheirs() {
    if (!this.theirs) return;
    this.theirs.querySelector("[data-scripted]").hidden = false;
    this.theirs.addEventListener("click", (event) => {
      const take = event.target.closest("[data-take]");
      if (!take) return;
      const box = this.field("facts")?.value ? this.field("facts") : this.field("account");
      if (take.dataset.take === "both") box.value += `\n\n${this.theirs.querySelector("[data-theirs]").textContent}`;
      this.theirs.hidden = true;
      this.changed();
      box.focus();
    });
  }

  // restore brings back text of this draft that the server does not have; on a new
  // page, the newest text that waits about the same youth.
  restore() {
    let text = waitingOf(this.words.staff, this.key);
    if (!text && this.field("revision").value === "0" && !document.getElementById("errors")) {
      text = waiting().find((t) => t.staff === this.words.staff && t.page === this.words.new);
      if (text) this.takeKey(text.key, text.put);
    }
    if (!text) return;
    const values = new URLSearchParams(text.body);
    for (const field of this.form.elements) {
      if (!field.name || own.includes(field.name)) continue;
      if (field.type === "radio" || field.type === "checkbox") field.checked = values.getAll(field.name).includes(field.value);
      else field.value = values.get(field.name) ?? "";
    }
    this.field("revision").value = text.revision;
    for (const fold of this.form.querySelectorAll("details")) {
      fold.open = fold.open || [...fold.querySelectorAll("textarea, input[type=text]")].some((f) => f.value && f.name !== "at");
    }
    this.changed();
    this.say("no", this.words.restored);
  }
}

// guardSignOut warns before text that is not saved leaves with its writer.
function guardSignOut(draft) {
  for (const form of document.querySelectorAll("form[data-signout]")) {
    let passing = false;
    form.addEventListener("submit", async (event) => {
      if (passing) return;
      event.preventDefault();
      if (draft?.unsaved()) await draft.save();
      await deliver(draft?.key);
      if (waiting().length > 0 && !confirm(form.dataset.signout)) return;
      wipeAll();
      document.querySelector("form[data-draft]")?.setAttribute("data-kept", "");
      if (draft) draft.passing = true;
      passing = true;
      await afterTheEvent();
      form.requestSubmit();
    });
  }
}

export function startDrafts() {
  const form = document.querySelector("form[data-draft]");
  const state = form?.querySelector("[data-saved]");
  const draft = state ? new Draft(form, state) : null;
  for (const button of document.querySelectorAll("[data-unscripted]")) button.hidden = true;
  guardSignOut(draft);
  const deliverOthers = () => deliver(draft?.key);
  addEventListener("online", deliverOthers);
  deliverOthers();
}
