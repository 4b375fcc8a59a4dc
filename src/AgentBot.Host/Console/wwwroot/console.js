// The console reads and works without this file. It adds: parts that stay fresh, answers without a new page, completion,
// drag and drop, and keys. It trusts only HTML that this server drew.
(() => {
  "use strict";
  const $ = (query, root = document) => root.querySelector(query);
  const $$ = (query, root = document) => [...root.querySelectorAll(query)];
  const page = document.body.dataset.for;
  const make = (tag, look, text) => { const item = document.createElement(tag); item.className = look || ""; if (text) item.textContent = text; return item; };
  const press = (look, text, act) => { const item = make("button", look, text); item.type = "button"; item.onclick = act; return item; };

  // ---- parts ----------------------------------------------------------------------------------------------------
  const waiting = new Map();
  const partOf = name => $$("[data-live]").find(part => part.dataset.live === name);
  const seen = () => $$("[data-live]").map(part => part.dataset.live + "~" + part.dataset.h).join(" ");
  const read = html => { const box = document.createElement("template"); box.innerHTML = html; return box.content.firstElementChild; };
  const isBusy = part => part.contains(document.activeElement) && !part.contains($(".composer")) && document.activeElement.matches("input,textarea,select")
    || $("details.step2[open]", part);

  function put(update) {
    const old = partOf(update.name);
    if (!old) { add(update); return; }
    if (old.dataset.h === update.hash || Number(old.dataset.v) > update.version) return;
    if (isBusy(old)) { waiting.set(update.name, update); announce(old, update); return; }
    waiting.delete(update.name);
    const open = $$("details[open]", old).map(item => $("summary", item)?.textContent);
    const fresh = read(update.html);
    const ticked = $$("input[type=checkbox]:checked", old).map(item => item.value);
    $$("input[type=checkbox]", fresh).forEach(item => { if (ticked.includes(item.value)) item.checked = true; });
    const focused = old.contains(document.activeElement) ? document.activeElement.textContent : null;
    $$("details", fresh).forEach(item => { if (!item.matches(".step2") && open.includes($("summary", item)?.textContent)) item.open = true; });
    old.replaceWith(fresh);
    if (focused) ($$("a,button,summary", fresh).find(item => item.textContent === focused) || head(fresh))?.focus();
  }

  const head = part => { const title = $("h2,h3,b", part); if (title) title.tabIndex = -1; return title; };

  function announce(old, update) {
    if ($(".changed", old)) return;
    const note = make("p", "changed");
    note.append(press("btn sm", "Changed, show", () => { document.activeElement.blur(); $$("details.step2[open]", old).forEach(item => item.open = false); put(waiting.get(update.name) || update); }));
    old.prepend(note);
  }

  function add(update) {
    const list = update.list && $(`[data-list="${CSS.escape(update.list)}"]`);
    if (!list) return;
    if (list.dataset.hold !== undefined && !hold.open) { hold(update, list); return; }
    const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 160;
    const after = update.after && partOf(update.after);
    const fresh = read(update.html);
    if (after) after.after(fresh); else if (update.after) list.append(fresh); else list.prepend(fresh);
    $(".welcome")?.remove();
    if (list.dataset.list !== "log") return;
    if (atEnd || own) { fresh.scrollIntoView({ block: "end" }); own = false; }
    else news(++unread);
  }

  const held = new Map();
  function hold(update, list) {
    held.set(update.name, update);
    let note = $("#held");
    if (!note) {
      note = press("btn sm", "", () => { hold.open = true; [...held.values()].reverse().forEach(add); hold.open = false; held.clear(); note.remove(); });
      note.id = "held";
      list.closest("table").before(note);
    }
    note.textContent = `${held.size} new, show`;
  }

  const down = () => scrollTo({ top: document.documentElement.scrollHeight });
  let own = false, unread = 0;
  function news(count) {
    let note = $("#news");
    if (!note) {
      note = press("btn sm primary", "", () => { unread = 0; note.remove(); down(); });
      note.id = "news";
      $(".composer")?.prepend(note);
    }
    note.textContent = `${count} new, show`;
  }

  // ---- the stream -----------------------------------------------------------------------------------------------
  const link = $("#live");
  let stream = null, beat = 0, lostSince = null, pause = 1000, retry = 0;
  const clock = time => time.toTimeString().slice(0, 5);

  function say(lost) {
    if (!link) return;
    link.classList.toggle("lost", lost);
    link.setAttribute("aria-live", lost ? "assertive" : "polite");
    const text = lost ? `Not live since ${clock(lostSince)}` : "Live";
    if (link.textContent !== text) link.textContent = text;
  }
  function alive() { clearTimeout(beat); beat = setTimeout(gone, 5000); lostSince = null; pause = 1000; say(false); }
  function gone() {
    stream?.close(); stream = null;
    clearTimeout(beat); clearTimeout(retry);
    if (document.hidden) return;
    lostSince = lostSince || new Date(); say(true);
    retry = setTimeout(listen, pause);
    pause = Math.min(pause * 2, 30000);
  }
  function listen() {
    if (!page || stream) return;
    stream = new EventSource(`/console/events?for=${encodeURIComponent(page)}&seen=${encodeURIComponent(seen())}`);
    stream.addEventListener("part", event => { alive(); put(JSON.parse(event.data)); });
    stream.addEventListener("beat", alive);
    stream.onerror = gone;
    clearTimeout(beat); beat = setTimeout(gone, 5000);
  }
  addEventListener("visibilitychange", () => {
    if (document.hidden) { stream?.close(); stream = null; clearTimeout(beat); clearTimeout(retry); } else { pause = 1000; listen(); }
  });

  // ---- sentences ------------------------------------------------------------------------------------------------
  function toast(text, refused) {
    const place = $("#toasts");
    if (!text || !place) return;
    place.setAttribute("aria-live", refused ? "assertive" : "polite");
    const note = make("p", "toast");
    note.append(make("span", "", text), press("btn sm", "Close", () => note.remove()));
    place.replaceChildren(note);
    setTimeout(() => note.remove(), 4000 + 60 * text.length);
  }
  document.addEventListener("click", event => {
    const close = event.target.closest("[data-close]");
    if (close) { event.preventDefault(); close.closest(".toast").remove(); }
    const menu = $("details.actas[open]");
    if (menu && !menu.contains(event.target)) menu.open = false;
  });

  // ---- forms ----------------------------------------------------------------------------------------------------
  const plain = /^\/console\/(as|signout|open\/)/;
  document.addEventListener("submit", async event => {
    const form = event.target, button = event.submitter;
    const action = new URL(button?.formAction && button.hasAttribute("formaction") ? button.formAction : form.action, location.href);
    if (form.method !== "post" || plain.test(action.pathname) || form.dataset.plain !== undefined) return;
    event.preventDefault();
    if (form.dataset.sending) return;
    form.dataset.sending = "yes";
    button?.setAttribute("aria-disabled", "true");
    try {
      const answer = await fetch(action, { method: "POST", body: new FormData(form, button), headers: { "X-Console-For": page, "X-Console-Seen": seen() } });
      if (!(answer.headers.get("Content-Type") || "").startsWith("application/json")) throw new Error();
      const told = await answer.json();
      if (told.go) { location.assign(told.go); return; }
      own = form.matches(".composer");
      if (!told.refused) done(form);
      told.parts?.forEach(put);
      toast(told.toast, told.refused);
      $("[aria-invalid=true]")?.focus();
    } catch {
      toast("The server did not answer. Nothing may have been done; look before you try again.", true);
    } finally {
      delete form.dataset.sending;
      button?.removeAttribute("aria-disabled");
    }
  });
  function done(form) {
    const step = form.closest("details.step2");
    if (step) step.open = false;
    if (!form.matches(".composer")) { document.activeElement?.blur?.(); return; }
    form.reset(); say1.value = ""; grow(); files();
    form.elements._once.value = crypto.randomUUID();
  }

  // ---- composer -------------------------------------------------------------------------------------------------
  const say1 = $("#say"), composer = $("[data-composer]"), box = $("#hints"), picker = $("#files");
  const hints = composer ? JSON.parse(composer.dataset.hints) : [];
  let chosen = -1;
  function grow() { say1.style.height = ""; say1.rows = Math.min(8, Math.max(1, say1.value.split("\n").length)); }
  function complete() {
    const typed = say1.value.toLowerCase();
    const found = typed && !typed.includes("\n") ? hints.filter(hint => hint.text.startsWith(typed) && hint.text.trim() !== typed.trim()).slice(0, 7) : [];
    chosen = found.length ? 0 : -1;
    box.hidden = !found.length;
    box.replaceChildren(...found.map((hint, i) => {
      const row = make("div"), text = make("span", "mono");
      row.id = "hint-" + i; row.setAttribute("role", "option"); row.dataset.text = hint.text;
      text.append(make("u", "", hint.text.slice(0, typed.length)), hint.text.slice(typed.length));
      row.append(text, make("span", "soft d", hint.says), make("span"));
      row.onmousedown = event => { event.preventDefault(); take(hint.text); };
      return row;
    }));
    mark();
  }
  function mark() {
    [...box.children].forEach((row, i) => { row.setAttribute("aria-selected", i === chosen); row.lastChild.innerHTML = i === chosen ? "<kbd>Tab</kbd>" : ""; });
    if (chosen >= 0) say1.setAttribute("aria-activedescendant", "hint-" + chosen); else say1.removeAttribute("aria-activedescendant");
  }
  function take(text) { say1.value = text; complete(); say1.focus(); }
  function files() {
    const list = $(".chosen", composer), names = [...picker.files].map(file => file.name);
    list.hidden = !names.length;
    list.replaceChildren(...names.map(name => { const chip = make("span", "filechip"); chip.append(make("b", "", name)); return chip; }));
  }
  if (say1) {
    say1.addEventListener("input", () => { grow(); complete(); });
    say1.addEventListener("blur", () => box.hidden = true);
    picker.addEventListener("change", files);
    say1.addEventListener("keydown", event => {
      if (event.isComposing) return;
      const open = !box.hidden && chosen >= 0, row = open && box.children[chosen];
      if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) { chosen = (chosen + (event.key === "ArrowDown" ? 1 : box.children.length - 1)) % box.children.length; mark(); event.preventDefault(); }
      else if (open && event.key === "Tab" && !event.shiftKey) { take(row.dataset.text); event.preventDefault(); }
      else if (open && event.key === "Escape") { box.hidden = true; chosen = -1; mark(); }
      else if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); composer.requestSubmit($(".btn.primary", composer)); box.hidden = true; }
      else if (event.key === "ArrowUp" && !say1.value) { const last = $$(".msg .cmd").pop(); if (last) { say1.value = last.textContent.trim().replace(/\s+/g, " "); event.preventDefault(); } }
    });
    grow();
    const target = location.hash && document.getElementById(location.hash.slice(1));
    if (!target && $(".entry")) down();
  }
  const drop = (into, list) => { const data = new DataTransfer(); if (into.multiple) [...into.files].forEach(file => data.items.add(file)); [...list].slice(0, into.multiple ? 10 : 1).forEach(file => data.items.add(file)); into.files = data.files; into.dispatchEvent(new Event("change", { bubbles: true })); };
  addEventListener("dragover", event => { if (event.dataTransfer?.types.includes("Files")) event.preventDefault(); });
  addEventListener("drop", event => {
    const list = event.dataTransfer?.files, field = event.target.closest?.(".drop"), into = field ? $("input[type=file]", field) : picker;
    if (list?.length && into) { event.preventDefault(); drop(into, list); if (!field) say1?.focus(); }
  });
  document.addEventListener("change", event => {
    const field = event.target.closest(".drop"), file = event.target.files?.[0];
    if (field && file) $(".picked", field).textContent = file.name;
    if (event.target.matches("[data-bulk] input[type=checkbox]")) bulk();
  });

  // ---- review queue ---------------------------------------------------------------------------------------------
  function bulk() {
    const bar = $(".bulk"), count = $$("[data-bulk] input:checked").length;
    if (bar) { bar.hidden = !count; const words = $("b", bar); if (words) words.textContent = `${count} selected`; }
  }
  const rows = () => $$(".rv a.open");
  document.addEventListener("keydown", event => {
    if (event.target.matches("input,textarea,select") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/" && say1) { event.preventDefault(); say1.focus(); return; }
    const list = rows(), at = list.findIndex(row => row.closest(".rv").classList.contains("on"));
    if (!list.length) return;
    if (event.key === "j" || event.key === "k") { const next = list[at + (event.key === "j" ? 1 : -1)]; if (next) next.click(); }
    else if (event.key === "o") $(".pane a.full, .pane [data-full]")?.click();
    else if (event.key === "a") $(".pane .btn.primary")?.focus();
    else if (event.key === "s") $$(".pane details.step2 > summary").find(item => item.textContent.startsWith("Send back"))?.click();
    else if (event.key === " ") { const box = at >= 0 && $("input[type=checkbox]", list[at].closest(".rv")); if (box) { box.click(); event.preventDefault(); } }
  });

  bulk();
  listen();
})();
