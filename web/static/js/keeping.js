// Forms that are typed at a table of people: what is in them stays in the browser
// until the server has carried the form out, whatever becomes of the line, the
// session or the page. And where there is a keyboard, Enter sends.
import { formOf, keepForm, wipeCarried, wipeForm, wipeForms } from "./waiting.js";

const fixed = ["version"]; // what the page knows better than the text that waited

const bodyOf = (form) => new URLSearchParams(new FormData(form)).toString();

// carriedOut is the key of the form that led to this page; it is taken out of the
// address, so that a reload says nothing of it.
function carriedOut() {
  const address = new URL(location.href);
  const key = address.searchParams.get("done");
  if (key) {
    address.searchParams.delete("done");
    history.replaceState(history.state, "", address);
  }
  return key ?? document.body.dataset.done;
}

function bringBack(form, values) {
  for (const field of form.elements) {
    if (!field.name || fixed.includes(field.name) || !values.has(field.name) && field.type === "hidden") continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.getAll(field.name).includes(field.value);
    else if (field.tagName !== "BUTTON") field.value = values.get(field.name) ?? "";
  }
  const note = form.querySelector("[data-restored]");
  note.textContent = note.dataset.restored;
  note.hidden = false;
}

function keeping(form, done) {
  const name = form.dataset.keep;
  const values = formOf(name);
  if (values && values.get("key") === done) wipeForm(name);
  else if (values && !document.getElementById("errors")) bringBack(form, values);
  const kept = () => keepForm(name, bodyOf(form));
  form.addEventListener("input", kept);
  form.addEventListener("change", kept);
  form.addEventListener("submit", kept);
}

function sending(area) {
  if (matchMedia("(pointer: coarse)").matches) return; // on a phone Enter is a new line
  area.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    area.form.requestSubmit();
  });
  const hint = document.querySelector(`[data-sends-hint=${area.id}]`);
  if (hint) hint.hidden = false;
}

export function startKeeping() {
  const done = carriedOut();
  wipeForms(true);
  if (done) wipeCarried(done);
  for (const form of document.querySelectorAll("form[data-keep]")) keeping(form, done);
  for (const area of document.querySelectorAll("textarea[data-sends]")) sending(area);
}
