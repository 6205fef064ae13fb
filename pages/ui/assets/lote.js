// The documents of a lot: J and K go through them, a number or letter chooses the category, Enter confirms and goes on.
// Keys that come before the document they are meant for is on the screen wait for it.

const ANSWER_MS = 8000; // after this an answer that did not come no longer holds back the keys
const TYPING = "input:not([type='checkbox']):not([type='radio']), textarea, select, [role='combobox'], [contenteditable='true']";

const say = (text) => window.dispatchEvent(new CustomEvent("portal-fala", { detail: text }));
const list = () => document.querySelector(".lote-lista");

class Lote {
  constructor() {
    this.waiting = [];
    this.busy = false;
    this.onClick = (event) => this.click(event);
    this.onKey = (event) => this.key(event);
    this.onFocus = (event) => { this.focused = event.target.closest?.("a.lote-vai")?.getAttribute("href") ?? ""; };
    document.addEventListener("click", this.onClick);
    document.addEventListener("keydown", this.onKey, true); // before a chosen category, which keeps Enter to itself
    document.addEventListener("focusin", this.onFocus);
    this.observer = new MutationObserver(() => this.keepFocus());
    this.observer.observe(document.querySelector("[data-testid='stMain']") ?? document.body, { subtree: true, childList: true });
  }

  update(data) {
    const isOther = this.data?.item !== data.item;
    const isAnswered = isOther || this.data?.ato !== data.ato;
    this.data = data;
    if (isAnswered) {
      this.free();
      this.chosen = null;
    }
    if (isOther) this.reveal();
    if (data.fala && isAnswered) say(data.fala);
    this.flush();
  }

  hold() {
    this.busy = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { this.waiting = []; this.free(); }, ANSWER_MS);
  }

  free() {
    clearTimeout(this.timer);
    this.busy = false;
  }

  ask(place) {
    this.hold();
    this.go(place);
  }

  // The list comes anew while the lot runs: whoever was on a line of it stays there.
  keepFocus() {
    this.flush();
    if (!this.focused || document.activeElement !== document.body) return;
    document.querySelector(`a.lote-vai[href="${CSS.escape(this.focused)}"]`)?.focus({ preventScroll: true });
  }

  reveal() {
    document.querySelector(".lote-texto")?.scrollTo({ top: 0 });
    const line = list()?.querySelector(`[data-item="${CSS.escape(this.data.item)}"]`);
    const box = line?.closest(".lote-rolagem");
    if (!box) return;
    const [outer, inner] = [box.getBoundingClientRect(), line.getBoundingClientRect()];
    if (inner.top < outer.top) box.scrollTop -= outer.top - inner.top;
    if (inner.bottom > outer.bottom) box.scrollTop += inner.bottom - outer.bottom;
  }

  click(event) {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest?.("a.lote-vai");
    if (!link) return;
    event.preventDefault();
    if (link.dataset.item) this.mark(link);
    this.ask({ ...link.dataset });
  }

  // The line that was asked for is lit at once; the document comes with the answer.
  mark(link) {
    for (const old of list()?.querySelectorAll("[aria-current]") ?? []) old.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return;
    if (!this.data || event.target.closest?.(TYPING) || document.querySelector("[role='dialog']")) return;
    const name = event.key.toLowerCase();
    const isKey = this.busy ? /^[1-9a-z]$/.test(name) : name === "j" || name === "k" || this.data.teclas.includes(name);
    const isMine = isKey || (name === "enter" && this.isFree(event.target));
    if (!isMine) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.repeat && name === "enter") return;
    this.waiting.push(name);
    this.flush();
  }

  // Enter on a button or on another line is theirs.
  isFree(target) {
    const own = target.closest?.("button, a, summary, [role='button'], [role='tab']");
    return !own || own.getAttribute("aria-current") === "true";
  }

  flush() {
    while (this.waiting.length && !this.busy) {
      const name = this.waiting[0];
      if (!/^[jk]$/.test(name) && !this.press(name)) return; // its document is not drawn yet
      this.waiting.shift();
      if (/^[jk]$/.test(name)) this.step(name === "j" ? 1 : -1);
    }
  }

  step(passo) {
    const lines = [...(list()?.querySelectorAll("a.lote-vai[data-item]") ?? [])];
    const here = lines.findIndex((line) => line.dataset.item === this.data.item);
    const next = lines[here + passo];
    if (next && here >= 0) this.mark(next);
    this.ask({ passo: String(passo) });
  }

  press(name) {
    if (!this.data.item || !this.data.teclas.length) return true;
    const box = document.querySelector(`[class*="st-key-lote_categoria_${this.data.item}_"]`);
    const labels = [...(box?.querySelectorAll("[role='radiogroup'] label") ?? [])];
    if (!labels.length) return false;
    if (name === "enter") {
      const checked = labels.findIndex((label) => label.querySelector("input")?.checked);
      // with the choice that is in sight: the one that a key made may not have reached the page yet
      this.ask({ guardar: this.data.item, categoria: this.data.categorias[this.chosen ?? checked] ?? "" });
      return true;
    }
    const place = this.data.teclas.indexOf(name);
    if (!labels[place]) return true;
    this.chosen = place;
    labels[place].click();
    say(labels[place].textContent);
    return true;
  }

  close() {
    clearTimeout(this.timer);
    document.removeEventListener("click", this.onClick);
    document.removeEventListener("keydown", this.onKey, true);
    document.removeEventListener("focusin", this.onFocus);
    this.observer.disconnect();
  }
}

const mounted = new WeakMap();

export default function ({ parentElement, data, setTriggerValue }) {
  const lote = mounted.get(parentElement) ?? new Lote();
  mounted.set(parentElement, lote);
  lote.go = (place) => setTriggerValue("vai", { ...place, vez: Date.now() });
  lote.update(data);
  parentElement.dataset.loteItem = data.item; // keys are for this document from now on
  return () => {
    lote.close();
    mounted.delete(parentElement);
  };
}
