// Counts what a person does with the fingers: one per click or tap, one per Enter or Space that
// activates something, one per choice made otherwise. Only events the browser itself trusts count.
(() => {
  let armed = false; // a finger went down and has not been counted yet
  let keyed = false; // a key went down that may choose, as an arrow does
  let acted = false; // the change that may follow belongs to an act already counted
  let last = null; // the list or group that was chosen from last, so that arrows through it are one choice
  const choice = (e) => {
    const c = e?.closest?.("label")?.control ?? e;
    if (!c?.matches?.("select, input[type=radio], input[type=checkbox], input[type=file]")) return null;
    return c.type === "radio" && c.name ? "radio " + c.name : c;
  };
  const count = (what, e) => { acted = true; last = choice(e); globalThis.kasketInteraction(what); };
  const on = (type, f) => addEventListener(type, (e) => { if (e.isTrusted) f(e); }, true);
  on("pointerdown", () => { armed = true; keyed = acted = false; });
  on("click", (e) => { if (armed) { armed = false; count("click", e.target); } });
  on("keydown", (e) => {
    armed = acted = false; keyed = true;
    const t = e.composedPath()[0];
    if (e.repeat || e.isComposing || t === document.body || t === document.documentElement || t.isContentEditable) return;
    const typing = t.matches?.("textarea") || (e.key === " " && t.matches?.("input:not([type=radio]):not([type=checkbox]):not([type=button]):not([type=submit]):not([type=reset]):not([type=file])"));
    if (!typing && (e.key === "Enter" || e.key === " ")) count("key", t);
  });
  on("change", (e) => {
    const c = choice(e.target);
    // A change that a script makes is trusted too; only a file needs neither key nor pointer.
    if (!c || acted || c === last || !(keyed || e.target.type === "file")) return;
    count("choice", e.target);
  });
})();
