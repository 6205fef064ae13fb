// How long the person is at work here: the tab is in front and a hand moved within the last minutes. Kept in this
// browser under the peça's id, so that a reload loses nothing.

const TICK_MS = 5000;
const SIGNS = ["pointermove", "pointerdown", "wheel", "keydown", "touchstart"];

class Relogio {
  constructor() {
    this.last = performance.now();
    this.seen = this.last;
    this.sentAt = -Infinity;
    this.sent = -1;
    this.onSign = () => { this.seen = performance.now(); };
    for (const name of SIGNS) document.addEventListener(name, this.onSign, { passive: true, capture: true });
    this.timer = setInterval(() => this.tick(), TICK_MS);
  }

  update(data) {
    if (this.data?.peca === data.peca) return;
    this.data = data;
    this.total = Number(this.read()) || 0;
  }

  tick() {
    const now = performance.now();
    const isAtWork = document.visibilityState === "visible" && now - this.seen < this.data.pausa_s * 1000;
    // a machine that slept between two ticks was no person at work
    if (isAtWork) this.total += Math.min(now - this.last, 2 * TICK_MS) / 1000;
    this.last = now;
    this.write();
    const whole = Math.floor(this.total);
    if (whole === this.sent || now - this.sentAt < this.data.aviso_s * 1000) return;
    [this.sent, this.sentAt] = [whole, now];
    this.send(whole);
  }

  // A browser may forbid its storage: then the time of this visit is all there is.
  read() {
    try { return localStorage.getItem(`portal-revisao-${this.data.peca}`); } catch { return null; }
  }

  write() {
    try { localStorage.setItem(`portal-revisao-${this.data.peca}`, String(Math.round(this.total))); } catch { /* as above */ }
  }

  close() {
    clearInterval(this.timer);
    for (const name of SIGNS) document.removeEventListener(name, this.onSign, { capture: true });
  }
}

const mounted = new WeakMap();

export default function ({ parentElement, data, setTriggerValue }) {
  const relogio = mounted.get(parentElement) ?? new Relogio();
  mounted.set(parentElement, relogio);
  relogio.send = (seconds) => setTriggerValue("ativo", seconds);
  relogio.update(data);
  return () => {
    relogio.close();
    mounted.delete(parentElement);
  };
}
