// How easy a text is to read, while one writes it. The server counts the same way
// (internal/letter/lix.go says how), and a test compares the two.

const enough = 10;
const inner = /^[^\p{L}\p{Nd}]*([\p{L}\p{Nd}](?:.*[\p{L}\p{Nd}])?)(.*)$/su;
const short = new Set([
  "kl", "stk", "nr", "jf", "ca", "pct", "kr", "afs", "pkt", "tlf", "bl.a", "bl", "dvs", "f.eks", "evt", "hhv", "kap", "litra", "mfl",
  "vedr", "inkl", "ekskl", "mv", "m.v", "osv",
]);

// bare takes a word out of the signs around it; ends are the signs after it.
function bare(raw) {
  const found = inner.exec(raw);
  return found ? { word: found[1], ends: found[2] } : { word: "", ends: raw };
}

function endsSentence(word, ends, next) {
  if (/[!?:]/.test(ends)) return true;
  if (!ends.includes(".") || short.has(word.toLowerCase())) return false;
  if (!next) return true;
  const first = [...next][0];
  return !/\p{Ll}/u.test(first) && !(/^\p{Nd}+$/u.test(word) && /\p{Nd}/u.test(first));
}

export function lix(text) {
  let count = 0;
  let long = 0;
  let sentences = 0;
  for (const line of text.split(/[\r\n]+/)) {
    const words = line.split(/\p{White_Space}+/u).filter(Boolean).map(bare);
    let open = false;
    words.forEach(({ word, ends }, i) => {
      if (!word) return;
      count++;
      open = true;
      if ((word.match(/[\p{L}\p{Nd}]/gu) ?? []).length > 6) long++;
      if (endsSentence(word, ends, words[i + 1]?.word)) {
        sentences++;
        open = false;
      }
    });
    if (open) sentences++;
  }
  if (count < enough) return null;
  return Math.floor(count / Math.max(sentences, 1) + (100 * long) / count + 0.5);
}

export function startReading() {
  for (const line of document.querySelectorAll("[data-reads]")) {
    const boxes = line.dataset.reads.split(" ").map((id) => document.getElementById(id)).filter(Boolean);
    const show = () => {
      const score = lix(boxes.map((box) => box.value).join("\n"));
      const { text, easy, hard, short: few, limit } = line.dataset;
      line.textContent = score === null ? few : text.replace("{0}", score).replace("{1}", score < Number(limit) ? easy : hard);
    };
    for (const box of boxes) box.addEventListener("input", show);
    if (boxes.length) show();
  }
}
