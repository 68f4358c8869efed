// Choosing an owner orders the list of buddies anew for that owner: who has often
// shared youths with them comes first. Without this the list names it too.

function order(select, buddies) {
  const chosen = select.value;
  const nobody = select.querySelector("option[value='']");
  const options = buddies.map(({ value, text }) => new Option(text, value, false, value === chosen));
  select.replaceChildren(...(nobody ? [nobody] : []), ...options);
}

export function startChoosing() {
  for (const form of document.querySelectorAll("form.choose")) {
    const select = form.elements.namedItem("buddy");
    if (!select) continue;
    form.addEventListener("change", ({ target }) => {
      if (target.dataset.buddies) order(select, JSON.parse(target.dataset.buddies));
    });
    // The browser may bring back a choice that was made before the page was left.
    const chosen = form.querySelector("input[data-buddies]:checked");
    if (chosen) order(select, JSON.parse(chosen.dataset.buddies));
  }
}
