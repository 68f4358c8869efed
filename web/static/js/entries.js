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

export function startEntries() {
  for (const entry of document.querySelectorAll("[data-entry]")) {
    const fold = entry.querySelector("details[data-parted]");
    if (fold) part(entry, fold);
  }
}
