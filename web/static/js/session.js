// Two minutes before the session ends for lack of use, a dialog asks whether
// one is still there. Staying signed in is a post to the form's address. The end
// of the working day, which no use puts off, is told as long before.
const warnBefore = 120;

export function startSession() {
  const meta = document.querySelector("meta[name=kasket-session-idle]");
  const dialog = document.getElementById("session-dialog");
  const idle = meta ? Number(meta.content) : 0;
  if (!dialog || idle <= 0) return;
  const form = dialog.querySelector("form");
  const endMeta = document.querySelector("meta[name=kasket-session-end]");
  const end = endMeta ? Number(endMeta.content) : 0;
  const endDialog = document.getElementById("session-end-dialog");
  const opened = Date.now();
  let told = false;
  let since = Date.now();
  const spent = () => (Date.now() - since) / 1000;
  const renewed = () => {
    since = Date.now();
    if (dialog.open) dialog.close();
  };

  // A clock that asks, not one long timer: a laptop that slept wakes up late.
  setInterval(() => {
    if (spent() >= idle) {
      // The server decides: its answer is the sign-in page, and it knows the way back.
      // Unsaved text keeps the page where it is; the drafts module says so.
      if (!document.querySelector("form[data-guard][data-dirty]")) location.reload();
      return;
    }
    const left = end - (Date.now() - opened) / 1000;
    if (end > 0 && left <= warnBefore && !told && endDialog) {
      told = true;
      if (dialog.open) dialog.close();
      endDialog.showModal();
      return;
    }
    if (spent() >= Math.max(idle - warnBefore, idle / 2) && !dialog.open) dialog.showModal();
  }, 5000);

  form.addEventListener("submit", async (event) => {
    event.preventDefault(); // and so the guard against double sending lets it be
    try {
      const answer = await fetch(form.action, { method: "POST", redirect: "manual", headers: { "Kasket-Part": "session" } });
      if (answer.ok) renewed();
      else location.reload();
    } catch {
      // The line is gone; the dialog stays, and one can try again.
    }
  });
  // Another page of ours that talked to the server renewed the session, too.
  document.addEventListener("kasket:alive", renewed);
}
