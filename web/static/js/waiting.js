// Text that the server does not have yet waits in the browser, under whose it is
// and which draft it belongs to. It is wiped when the server has it, when its
// writer signs out, and after a day.
const prefix = "kasket.draft.";
const longest = 24 * 3600 * 1000;

const nameOf = (staff, key) => `${prefix}${staff}.${key}`;

function read(name) {
  try {
    const kept = JSON.parse(localStorage.getItem(name));
    if (kept && Date.now() - kept.at < longest) return { ...kept, name };
  } catch {
    // Not readable is not ours, or not allowed: nothing waits there.
  }
  return null;
}

// keep says whether the browser took the text.
export function keep(text) {
  try {
    localStorage.setItem(nameOf(text.staff, text.key), JSON.stringify({ ...text, at: Date.now() }));
    return true;
  } catch {
    return false;
  }
}

export function wipe(staff, key) {
  try {
    localStorage.removeItem(nameOf(staff, key));
  } catch {
    // Without storage there is nothing to wipe.
  }
}

export function waitingOf(staff, key) {
  return read(nameOf(staff, key));
}

// waiting lists all that waits, the newest first, and wipes what has waited too long.
export function waiting() {
  const list = [];
  try {
    for (const name of Object.keys(localStorage).filter((n) => n.startsWith(prefix))) {
      const text = read(name);
      if (text) list.push(text);
      else localStorage.removeItem(name);
    }
  } catch {
    return [];
  }
  return list.sort((a, b) => b.at - a.at);
}

export function wipeAll() {
  for (const text of waiting()) wipe(text.staff, text.key);
  wipeForms();
}

// A form that is no draft waits whole: its fields as they would be sent, with its
// key, so that sending it again carries nothing out twice.
const forms = "kasket.form.";

export function keepForm(name, body) {
  try {
    localStorage.setItem(forms + name, JSON.stringify({ body, at: Date.now() }));
  } catch {
    // Without storage the page holds it alone.
  }
}

export function formOf(name) {
  const kept = read(forms + name);
  return kept && new URLSearchParams(kept.body);
}

export function wipeForm(name) {
  try {
    localStorage.removeItem(forms + name);
  } catch {
    // Without storage there is nothing to wipe.
  }
}

// wipeForms forgets all forms, or those that have waited too long.
export function wipeForms(tooLong = false) {
  try {
    for (const name of Object.keys(localStorage).filter((n) => n.startsWith(forms))) {
      if (!tooLong || !read(name)) localStorage.removeItem(name);
    }
  } catch {
    // Nothing waits there.
  }
}

// wipeCarried forgets the form of a key: the server has carried it out.
export function wipeCarried(key) {
  try {
    for (const name of Object.keys(localStorage).filter((n) => n.startsWith(forms))) {
      const kept = read(name);
      if (kept && new URLSearchParams(kept.body).get("key") === key) localStorage.removeItem(name);
    }
  } catch {
    // Nothing waits there.
  }
}

// put sends a text to the server. It answers with the status, and what was said;
// status 0 is no answer at all.
export async function put(text, leaving) {
  try {
    const answer = await fetch(text.put, {
      method: "PUT",
      body: new URLSearchParams(text.body),
      headers: { "Kasket-Fetch": "draft", "Kasket-Staff": text.staff },
      keepalive: leaving,
      redirect: "error",
      signal: leaving ? undefined : AbortSignal.timeout(10_000),
    });
    const told = answer.headers.get("Content-Type") || "";
    return { status: answer.status, said: told.startsWith("application/json") ? await answer.json() : {} };
  } catch {
    return { status: 0, said: {} };
  }
}

// deliver sends what waits from other pages of the person's.
export async function deliver(except) {
  for (const text of waiting()) {
    if (text.key === except) continue;
    const { status } = await put(text);
    if (status === 200 || status === 410) wipe(text.staff, text.key);
    if (status === 0) return;
  }
}
