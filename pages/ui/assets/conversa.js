// The answer of the writing assistant while it is written. Its end makes the page draw the record.

import { make, TextoVivo } from "./texto_vivo.js";

const RETRY_MS = 2000;
const DRAWN_MS = 400; // by then the page has drawn the answer
const NO_CONTACT = "Sem contato com o portal; tentando de novo. O pedido continua e nada se perde.";

class Conversa {
  constructor(parent, data) {
    this.url = data.url;
    this.root = make("section", "conversa-viva");
    this.root.setAttribute("aria-label", data.rotulo ?? "Resposta do assistente de redação");
    this.linha = make("p", "conversa-linha", "O pedido foi enviado.");
    this.texto = make("article", "conversa-texto");
    this.texto.hidden = true;
    this.root.append(this.linha, this.texto);
    this.vivo = new TextoVivo(this.texto);
    parent.append(this.root);
    this.root.scrollIntoView({ block: "nearest" }); // what comes takes its place
    this.connect();
  }

  connect() {
    this.fonte = new EventSource(this.url);
    this.fonte.addEventListener("estado", (event) => this.say(JSON.parse(event.data).linha));
    this.fonte.addEventListener("texto", (event) => this.write(JSON.parse(event.data)));
    this.fonte.addEventListener("fim", () => this.finish());
    this.fonte.onerror = () => this.loseContact();
  }

  say(linha) {
    this.linha.textContent = linha;
    if (linha !== this.dito) window.dispatchEvent(new CustomEvent("portal-fala", { detail: linha }));
    this.dito = linha;
  }

  write(message) {
    this.texto.hidden = false;
    this.vivo.show(message);
  }

  // The browser tries again by itself, except after an answer that is not a stream.
  loseContact() {
    this.linha.textContent = NO_CONTACT;
    if (this.fonte.readyState !== EventSource.CLOSED || this.volta) return;
    this.volta = setTimeout(() => {
      this.volta = null;
      this.fonte.close();
      this.connect();
    }, RETRY_MS);
  }

  finish() {
    this.close();
    window.dispatchEvent(new CustomEvent("portal-fala", { detail: "O assistente terminou." }));
    this.onFinish?.();
  }

  close() {
    clearTimeout(this.volta);
    this.fonte.close();
  }

  end() {
    this.close();
    this.root.remove();
  }
}

const followed = new WeakMap();

// Without an address nothing is written; the place is kept, to bring what was just answered into view.
export default function ({ parentElement, data, setTriggerValue }) {
  const place = followed.get(parentElement) ?? { url: "", live: null };
  followed.set(parentElement, place);
  if (place.url !== data.url) {
    place.live?.end();
    place.live = data.url ? new Conversa(parentElement, data) : null;
    if (!data.url) setTimeout(() => parentElement.scrollIntoView?.({ block: "nearest" }), DRAWN_MS);
    place.url = data.url;
  }
  if (place.live) place.live.onFinish = () => setTriggerValue("terminou", true);
  return () => {
    place.live?.end();
    followed.delete(parentElement);
  };
}
