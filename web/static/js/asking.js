// An answer tapped goes on to the next question that has none. Who answers by the keyboard
// stays where they are: arrows go through the answers of one question.

export function startAsking() {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  for (const form of document.querySelectorAll("form[data-ask]")) {
    form.addEventListener("click", (event) => {
      if (!event.target.matches("input[type=radio]") || event.detail === 0) return; // a key makes a click of no detail
      const rest = [...form.querySelectorAll("fieldset.ask, .send")];
      const after = rest.slice(rest.indexOf(event.target.closest("fieldset.ask")) + 1);
      const next = after.find((part) => part.matches(".send") || !part.querySelector("input:checked"));
      next?.scrollIntoView({ behavior: still.matches ? "auto" : "smooth", block: next.matches(".send") ? "nearest" : "start" });
    });
  }
}
