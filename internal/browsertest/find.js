// What a person finds on a page: things to click, fields, choices, by selector or by the words on them.
(() => {
  const norm = (s) => (s ?? "").replace(/\s+/g, " ").trim();
  const isSelector = (s) => /^(#|\.|\[|\*|:)/.test(s) || /^[a-z][a-z0-9-]*(#|\.[a-z_-]|\[|:{1,2}[a-z]|\s*[>+~]\s)/.test(s);
  const visible = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length > 0;
  const tag = (e) => "<" + e.tagName.toLowerCase() + (e.id ? "#" + e.id : "") + ">" + norm(e.innerText).slice(0, 40);
  const within = (scope) => (scope ? document.querySelector(scope) : document);
  const all = (scope, selector) => [...(within(scope)?.querySelectorAll(selector) ?? [])];
  const byIds = (ids) => norm(ids.split(/\s+/).map((id) => document.getElementById(id)?.textContent ?? "").join(" "));

  // names lists the words by which somebody would speak of the element.
  const names = (e) => {
    const list = [e.getAttribute("aria-label"), e.hasAttribute("aria-labelledby") ? byIds(e.getAttribute("aria-labelledby")) : ""];
    for (const l of e.labels ?? []) list.push(l.innerText);
    if (e.matches("input[type=submit], input[type=button], input[type=reset]")) list.push(e.value);
    if (!e.matches("input, select, textarea")) list.push(e.innerText, e.querySelector("img[alt]")?.alt);
    list.push(e.getAttribute("title"));
    return list.map(norm).filter(Boolean);
  };
  const degrees = [(n, w) => n === w, (n, w) => n.startsWith(w + " "), (n, w) => n.includes(w)];
  const innermost = (list) => list.filter((e) => !list.some((o) => o !== e && e.contains(o)));
  // named gives the elements of the first tier that carry the words, whole before in part.
  const named = (tiers, words) => {
    for (const fits of degrees) {
      for (const tier of tiers) {
        const hits = tier.filter((e) => names(e).some((n) => fits(n, words)));
        if (hits.length) return innermost(hits);
      }
    }
    return [];
  };

  const clickable = "a[href], button, summary, input[type=submit], input[type=button], input[type=reset], [role=button], [role=tab], [role=link], [role=menuitem], [role=option]";
  const textField = "input:not([type=radio]):not([type=checkbox]):not([type=submit]):not([type=button]):not([type=reset]):not([type=hidden]):not([type=file]), textarea, [contenteditable=true]";
  const shownControl = (e) => visible(e) || [...(e.labels ?? [])].some(visible);
  const finders = {
    act: (scope, t) => named([all(scope, clickable).filter(visible), all(scope, "label").filter(visible)], t),
    field: (scope, t) => named([all(scope, textField).filter(visible)], t),
    select: (scope, t) => named([all(scope, "select").filter(visible)], t),
    file: (scope, t) => named([all(scope, "input[type=file]")], t),
    choice: (scope, t) => {
      const boxes = all(scope, "input[type=radio], input[type=checkbox]").filter(shownControl);
      const hits = named([boxes], t);
      const options = all(scope, "select").filter(visible).flatMap((s) => [...s.options]);
      const exact = options.filter((o) => norm(o.text) === t);
      return hits.some((e) => names(e).includes(t)) || !exact.length ? hits : exact;
    },
  };
  const find = (scope, what, target) => {
    if (isSelector(target)) return all(scope, target).filter((e) => what === "file" || e.tagName === "OPTION" || shownControl(e));
    return finders[what](scope, norm(target));
  };

  // standIn is what one clicks to reach the element: a hidden radio has its label, an option its list.
  const standIn = (e) => {
    if (e.tagName === "OPTION") return e.closest("select");
    if (!e.matches("input[type=radio], input[type=checkbox]")) return e;
    const r = e.getBoundingClientRect();
    const seen = visible(e) && r.width > 4 && r.height > 4 && getComputedStyle(e).opacity !== "0";
    return seen ? e : ([...e.labels].find(visible) ?? e);
  };
  const point = (e) => {
    const r = [...e.getClientRects()].find((c) => c.width > 0 && c.height > 0) ?? e.getBoundingClientRect();
    return { x: r.left + r.width / 2, y: r.top + r.height / 2 };
  };
  const covering = (e, { x, y }) => {
    if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) return "it lies outside the window";
    const hit = document.elementFromPoint(x, y);
    const own = hit && (e === hit || e.contains(hit) || [...(e.labels ?? [])].some((l) => l.contains(hit)) || e.control === hit);
    return own ? "" : "it is covered by " + (hit ? tag(hit) : "nothing");
  };
  const kind = (e) => {
    if (e.tagName === "OPTION") return "option";
    if (e.type === "radio" || e.type === "checkbox") return e.type;
    if (e.tagName === "TEXTAREA" || e.isContentEditable) return "textarea";
    return e.matches(textField) ? "text" : "other";
  };
  const steps = (o) => {
    const s = o.closest("select");
    const open = [...s.options].filter((x) => !x.disabled && !x.hidden);
    return open.indexOf(o) - open.indexOf(s.selectedOptions[0]);
  };

  const locate = (scope, what, target) => {
    const hits = find(scope, what, target);
    if (!hits.length) return { Problem: scope && !within(scope) ? "there is no " + scope : "there is no such thing to see" };
    if (hits.length > 1) return { Problem: hits.length + " things fit: " + hits.slice(0, 4).map(tag).join(", ") };
    const e = hits[0];
    const click = standIn(e);
    if (e.disabled || click.disabled) return { Problem: "it is disabled" };
    let at = point(click);
    if (what !== "file" && covering(click, at)) {
      click.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
      at = point(click);
      const why = covering(click, at);
      if (why) return { Problem: why };
    }
    return describe(e);
  };
  const describe = (e) => {
    const at = point(standIn(e));
    const v = window.visualViewport;
    return {
      Problem: "",
      X: (at.x - v.offsetLeft) * v.scale, Y: (at.y - v.offsetTop) * v.scale,
      Kind: kind(e), Chosen: e.tagName === "OPTION" ? e.selected : !!e.checked,
      Focused: document.activeElement === e, Filled: !!(e.isContentEditable ? e.textContent : e.value),
      Steps: e.tagName === "OPTION" ? steps(e) : 0,
    };
  };
  const first = (scope, selector) => all(scope, selector)[0] ?? null;
  const control = (scope, target) => {
    const tiers = "input:not([type=hidden]), select, textarea, [contenteditable=true]";
    return isSelector(target) ? first(scope, target) : (named([all(scope, tiers)], norm(target))[0] ?? null);
  };
  return {
    locate,
    text: (scope, s) => { const e = first(scope, s); return e && norm(e.innerText); },
    attribute: (scope, s, name) => { const e = first(scope, s); return e && (e.getAttribute(name) ?? ""); },
    value: (scope, s) => { const e = control(scope, s); return e && (e.value ?? e.textContent); },
    checked: (scope, s) => { const e = control(scope, s); return e && !!e.checked; },
    size: (scope, s) => all(scope, s).filter(visible).length,
    body: (scope) => norm((scope ? within(scope) : document.body)?.innerText),
    entry: (scope, list, words) => {
      const o = [...(find(scope, "select", list)[0]?.options ?? [])].filter((x) => norm(x.text) === norm(words))[0];
      return o && describe(o);
    },
    path: (scope, what, target) => { const e = find(scope, what, target); return e.length === 1 ? e[0] : null; },
    selectAll: () => { const e = document.activeElement; e.select ? e.select() : getSelection().selectAllChildren(e); return true; },
    stop: () => { const e = document.activeElement; return !e || e === document.body ? "the page itself" : tag(e) + " " + (names(e)[0] ?? ""); },
    // arrows tells how many arrow presses lead to the radio or list entry with that label.
    arrows: (scope, words) => {
      const e = document.activeElement;
      if (e.tagName === "SELECT") { const o = [...e.options].find((x) => norm(x.text) === norm(words)); return o ? steps(o) : 0; }
      if (e.type !== "radio") return 0;
      const group = [...document.getElementsByName(e.name)].filter((o) => o.form === e.form && !o.disabled);
      const to = group.findIndex((o) => names(o).includes(norm(words)));
      return to < 0 ? 0 : to - group.indexOf(e);
    },
    focusKind: () => { const e = document.activeElement; return e.tagName === "SELECT" ? "select" : e.matches("button, summary, [role=button]") ? "button" : kind(e); },
    focusChosen: () => !!document.activeElement.checked,
    focusedIs: (scope, target) => {
      const e = document.activeElement;
      if (!e || e === document.body || !(within(scope)?.contains(e))) return false;
      const group = e.type === "radio" && e.name ? [...document.getElementsByName(e.name)].filter((o) => o.form === e.form) : [e];
      const fits = (o) => (isSelector(target) ? o.matches(target) : names(o).some((n) => n === norm(target)));
      return group.some(fits) || (e.tagName === "SELECT" && [...e.options].some((o) => norm(o.text) === norm(target)));
    },
    // ring tells whether anybody can see where the keyboard is: an outline, or a look that differs from without.
    ring: () => {
      const e = document.activeElement;
      if (!e || e === document.body) return false;
      const near = [e, ...(e.labels ?? []), e.nextElementSibling, e.parentElement].filter(Boolean);
      const look = () => near.map((n) => {
        const s = getComputedStyle(n);
        return [s.outlineStyle + s.outlineWidth + s.outlineColor, s.boxShadow, s.borderColor, s.borderWidth, s.backgroundColor, s.textDecoration].join("|");
      });
      const s = getComputedStyle(e);
      const clear = (c) => c === "transparent" || /,\s*0\)$/.test(c);
      if (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 1 && !clear(s.outlineColor) && s.opacity !== "0") return true;
      const withFocus = look();
      e.blur();
      const without = look();
      e.focus({ focusVisible: true, preventScroll: true });
      return withFocus.some((l, i) => l !== without[i]);
    },
  };
})();
