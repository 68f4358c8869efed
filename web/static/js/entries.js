// An entry's text is in one box or in three. When one parts it, what was written
// moves along; when one changes one's mind, it moves back.

function part(entry, fold) {
  const field = (name) => entry.querySelector(`[name=${name}]`);
  const [account, facts, view, assessment] = ["account", "facts", "view", "assessment"].map(field);
  const box = account.closest(".field");
  const show = () => { box.hidden = fold.open && account.value === ""; };
  const moved = (to) => to.dispatchEvent(new Event("input", { bubbles: true }));
  fold.addEventListener("toggle", () => {
    if (fold.open && account.value && !facts.value && !view.value && !assessment.value) {
      facts.value = account.value;
      account.value = "";
      moved(facts);
    } else if (!fold.open && !account.value && facts.value && !view.value && !assessment.value) {
      account.value = facts.value;
      facts.value = "";
      moved(account);
    }
    show();
  });
  show();
}

// Whoever acts as authority and as something else in one talk is offered the part that
// keeps the two apart.
function offer(form, fold) {
  const hats = [...form.querySelectorAll("input[name=hats]")];
  const authority = (hat) => form.querySelector(`label[for="${hat.id}"]`)?.classList.contains("a");
  form.addEventListener("change", (event) => {
    const on = hats.filter((hat) => hat.checked);
    if (event.target.name === "hats" && on.length > 1 && on.some(authority)) fold.open = true;
  });
}

export function startEntries() {
  for (const entry of document.querySelectorAll("[data-entry]")) {
    const fold = entry.querySelector("details[data-parted]");
    if (fold) part(entry, fold);
    const authority = entry.querySelector("details[data-authority]");
    if (authority) offer(entry.closest("form"), authority);
  }
}
