// Keeps on the server what is typed and not saved, and offers it again (content/desk/unsaved.py). The words are in
// templates/staff/unsaved_words.html. A form is one text; so is each block that is edited where it stands.
(() => {
  const words = document.getElementById("unsaved-words");
  if (!words) return;
  const EVERY_SECONDS = 5;
  const SKIP = "[type=password], [type=hidden], [type=file], [type=submit], [type=button], [autocomplete=one-time-code]";
  const SECRET = /csrf|passw|token|secret|otp|^_/i;
  const texts = [];
  let token = "";
  let ended = false;

  const editorOf = (element) => window.cms_editor_plugin?._editors?.[element.id];

  // --- What stands in a form -------------------------------------------------------------------------------------------

  const fieldsOf = (form) =>
    [...form.elements].filter((one) => one.name && !one.matches(SKIP) && !SECRET.test(one.name) && !one.closest(".empty-form"));

  const readForm = (form) => {
    const found = {};
    for (const one of fieldsOf(form)) {
      found[one.name] ??= [];
      const editor = editorOf(one);
      if (editor) found[one.name].push(editor.getHTML());
      else if (one.matches("[type=checkbox], [type=radio]")) { if (one.checked) found[one.name].push(one.value); }
      else if (one.multiple) found[one.name].push(...[...one.selectedOptions].map((option) => option.value));
      else found[one.name].push(one.value);
    }
    return found;
  };

  const writeForm = (form, fields) => {
    const left = structuredClone(fields);
    for (const one of fieldsOf(form)) {
      const values = left[one.name];
      if (!values) continue;
      const editor = editorOf(one);
      if (one.matches("[type=checkbox], [type=radio]")) one.checked = values.includes(one.value);
      else if (one.multiple) for (const option of one.options) option.selected = values.includes(option.value);
      else if (values.length) {
        const value = values.shift();
        if (editor) editor.commands.setContent(value, { emitUpdate: true });
        else one.value = value;
      }
      one.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };

  const plain = (fields) => {
    const holder = document.createElement("template");
    return Object.values(fields).flat().filter(Boolean).map((value) => {
      holder.innerHTML = value; // a template runs and loads nothing
      return holder.content.textContent;
    }).join("\n");
  };

  const digest = (fields) => {
    let sum = 5381;
    for (const letter of JSON.stringify(fields)) sum = (sum * 33 + letter.codePointAt(0)) % 2 ** 40;
    return sum.toString(36);
  };

  // --- Words -----------------------------------------------------------------------------------------------------------

  const piece = (name) => words.content.querySelector(name).cloneNode(true);

  const say = (what) => {
    document.querySelectorAll(".unsaved-notice").forEach((one) => one.dataset.said !== "twice" && one.remove());
    if (!what || document.querySelector(`.unsaved-notice[data-said=${what}]`)) return;
    const notice = piece(".unsaved-notice");
    notice.dataset.said = what;
    notice.querySelectorAll(`[data-say]:not([data-say=${what}])`).forEach((one) => one.remove());
    place(notice);
  };

  const place = (element) => {
    const form = document.querySelector("#content-main form");
    if (form) form.before(element);
    else {
      let bar = document.querySelector(".unsaved-bar");
      if (!bar) {
        bar = Object.assign(document.createElement("div"), { className: "unsaved-bar" });
        document.body.append(bar);
      }
      bar.append(element);
    }
  };

  // --- The server ------------------------------------------------------------------------------------------------------

  const ask = async (query) => {
    const answer = await fetch(`${words.dataset.url}?${new URLSearchParams(query)}`, { redirect: "manual" });
    if (answer.type === "opaqueredirect") return null;
    if (!answer.ok) return {};
    const data = await answer.json();
    renew(data.token);
    return data;
  };

  // After another log in, the forms of this page have an old token.
  const renew = (fresh) => {
    if (!fresh) return;
    token = fresh;
    for (const one of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) one.value = fresh;
    for (const one of document.querySelectorAll("[data-cms-csrf-token]")) one.dataset.cmsCsrfToken = fresh;
    if (window.CMS?.config) window.CMS.config.csrf = fresh;
  };

  const send = (fields, leaving = false) =>
    fetch(words.dataset.url, {
      method: "POST",
      redirect: "manual",
      keepalive: leaving,
      headers: { "X-CSRFToken": token },
      body: new URLSearchParams(fields),
    });

  const keep = async (text, leaving = false) => {
    const fields = text.read();
    const now = JSON.stringify(fields);
    if (now === text.kept || text.closed) return;
    try {
      if (!(await lookUp(text))) {
        ended = true;
        return say("ended");
      }
      if (text.offered) return say("choose"); // else it would take the place of what is offered
      const answer = await send({ form: text.form, fields: now, before: text.before }, leaving && now.length < 20000);
      const out = answer.type === "opaqueredirect";
      if (out || answer.status === 403) {
        // Logged out, another token, or no right: only asking tells.
        const again = out ? null : await ask({ form: text.form });
        if (again === null) {
          ended = true;
          say("ended");
        } else if (again.token && (await send({ form: text.form, fields: now, before: text.before })).ok) kept(text, now);
        else say("refused");
      } else if (answer.status === 413) say("long");
      else if (answer.ok) kept(text, now);
      else say("away");
    } catch {
      say("away");
    }
  };

  const kept = (text, now) => {
    if (text.kept === now) return; // two answers to the same words
    text.kept = now;
    say(ended ? "back" : "");
    ended = false;
  };

  const changed = (text) => JSON.stringify(text.read()) !== text.saved;
  const keepAll = (leaving) => {
    for (const text of texts) {
      if (changed(text)) keep(text, leaving);
      else if (text.kept !== text.saved && !text.closed) {
        // Typed, and taken back.
        text.kept = text.saved;
        send({ form: text.form, discard: "1" }).catch(() => {});
      }
    }
  };

  // --- Texts -----------------------------------------------------------------------------------------------------------

  const begin = (text, what) => {
    const first = text.read();
    Object.assign(text, { saved: JSON.stringify(first), before: digest(first), first, what });
    text.kept = text.saved;
    texts.push(text);
    document.documentElement.dataset.unsaved = texts.length; // from now on they are watched
    tellOtherWindows(text);
    lookUp(text).catch(() => {}); // asked again before something is sent
  };

  // What was kept before is asked for once, and before anything is sent: what is sent takes its place. False: logged out.
  const lookUp = (text) => {
    text.lookedUp ??= answered(text).then(
      (known) => known || (text.lookedUp = null, false),
      (error) => { text.lookedUp = null; throw error; },
    );
    return text.lookedUp;
  };

  const answered = async (text) => {
    const found = await ask({ form: text.form });
    if (found === null) return false;
    text.seen?.(found.as_of);
    if (!found.fields) return true;
    if (plain(found.fields) === plain(text.first) && JSON.stringify(found.fields) === text.saved) {
      send({ form: text.form, discard: "1" }).catch(() => {});
    } else offer(text, found);
    return true;
  };

  const offer = (text, found) => {
    const element = piece(".unsaved-offer");
    element.querySelector("[data-when]").textContent = found.when;
    element.querySelector("[data-what]").textContent = text.what ? ` (“${text.what}…”)` : "";
    element.querySelector("[data-text]").textContent = plain(found.fields);
    element.querySelector("[data-changed]").hidden = found.before === text.before;
    text.offered = true; // what was kept stays until somebody decides
    const done = () => { element.remove(); text.offered = false; };
    element.querySelector("[data-keep]").addEventListener("click", () => { done(); text.write(found.fields); keep(text); });
    element.querySelector("[data-throw]").addEventListener("click", async () => {
      const answer = await send({ form: text.form, discard: "1" }).catch(() => null);
      if (answer?.ok) done(); else say("away");
    });
    place(element);
  };

  const tellOtherWindows = (text) => {
    const channel = new BroadcastChannel(`unsaved ${text.form}`);
    channel.onmessage = (event) => {
      if (event.data === "opened") channel.postMessage("here");
      say("twice");
    };
    channel.postMessage("opened");
  };

  const beginForm = (form) => {
    const text = { form: location.pathname + location.search, read: () => readForm(form), write: (fields) => writeForm(form, fields) };
    form.addEventListener("submit", () => { text.closed = true; });
    // A form that opens a preview in another window is still there, and somebody goes on.
    form.addEventListener("input", () => { text.closed = false; });
    begin(text);
  };

  const beginBlock = (wrapper) => {
    const editor = editorOf(wrapper);
    const url = new URL(wrapper.dataset.cmsEditUrl, location.href);
    const text = {
      form: url.pathname,
      read: () => (editor.isDestroyed ? JSON.parse(text.saved) : { body: [editor.getHTML()] }),
      write: (fields) => {
        editor.commands.setContent(fields.body?.[0] ?? "", { emitUpdate: true });
        editor.commands.focus("end");
      },
    };
    // The next save says what its writer saw, so that it never replaces what another window saved (content/page/newer.py).
    text.seen = (asOf) => {
      if (!asOf) return;
      url.searchParams.set("as_of", asOf);
      wrapper.dataset.cmsEditUrl = url.pathname + url.search;
    };
    // Saved in place: from then on that is what it was.
    new MutationObserver(() => {
      if (wrapper.dataset.changed !== "false") return;
      text.saved = text.kept = JSON.stringify(text.read());
      text.before = digest(text.read());
    }).observe(wrapper, { attributeFilter: ["data-changed"] });
    begin(text, editor.getText().trim().slice(0, 40));
  };

  const plainFetch = window.fetch;
  window.fetch = async (...asked) => {
    const answer = await plainFetch(...asked);
    const asOf = answer.headers.get("X-As-Of");
    const path = asOf && new URL(asked[0].url ?? asked[0], location.href).pathname;
    for (const text of asOf ? texts : []) if (text.form === path) text.seen?.(asOf);
    return answer;
  };

  const FORM = /\/(edit-plugin|change|add-plugin|add)\//;
  const looked = new WeakSet();
  const look = () => {
    const form = document.querySelector("#content-main form[id$=_form]");
    const editors = [...(form?.querySelectorAll("textarea.CMS_Editor") ?? [])];
    if (form && FORM.test(location.pathname) && !looked.has(form) && editors.every((one) => editorOf(one) || one.closest(".empty-form"))) {
      looked.add(form);
      beginForm(form);
    }
    for (const wrapper of document.querySelectorAll(".cms-editor-inline-wrapper[data-cms-edit-url]")) {
      if (looked.has(wrapper) || !editorOf(wrapper)) continue;
      looked.add(wrapper);
      beginBlock(wrapper);
    }
  };

  setInterval(look, 100);
  setInterval(() => keepAll(false), EVERY_SECONDS * 1000);
  document.addEventListener("visibilitychange", () => document.hidden && keepAll(true));
  addEventListener("pagehide", () => keepAll(true));
  addEventListener("focus", () => ended && keepAll(false));
  addEventListener("beforeunload", (event) => {
    if (texts.some((text) => !text.closed && changed(text))) event.preventDefault();
  });

  // --- The window of a form, which django CMS closes without knowing of the editor -------------------------------------

  window.unsavedText = () => texts.some((text) => !text.closed && changed(text));
  const stays = (event) => {
    const frame = document.querySelector(".cms-modal-open iframe");
    if (!frame?.contentWindow?.unsavedText?.() || confirm(words.dataset.leave)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const CLOSING = ".cms-modal-close, .cms-modal-cancel, .cms-modal-buttons .cms-btn:not(.cms-btn-action, .deletelink)";
  addEventListener("click", (event) => event.target.closest?.(CLOSING) && stays(event), true);
  addEventListener("keydown", (event) => event.key === "Escape" && stays(event), true);
})();
