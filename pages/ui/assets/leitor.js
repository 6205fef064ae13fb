// The reader of a case: links turn pages without loading the portal again; keys, zoom, copies, pictures that are late.

const ZOOMS = [60, 80, 100, 130, 170, 220, 300];
const RETRY_MS = 1500;
const MOST_TRIES = 20;
const memory = { ver: "ambos", zoom: 2 }; // as long as the tab is open

const say = (text) => window.dispatchEvent(new CustomEvent("portal-fala", { detail: text }));
const sheet = () => document.querySelector(".leitor-folha");

function show() {
  const folha = sheet();
  if (!folha) return;
  folha.dataset.modo = memory.ver;
  folha.style.setProperty("--zoom", `${ZOOMS[memory.zoom]}%`);
  for (const botao of document.querySelectorAll("[data-ver]")) {
    botao.setAttribute("aria-pressed", String(botao.dataset.ver === memory.ver));
  }
}

// A picture that is still being drawn is asked for again; one that will not come says why.
async function watchPicture() {
  const imagem = sheet()?.querySelector("img");
  if (!imagem || imagem.dataset.vista) return;
  imagem.dataset.vista = "1";
  const aviso = imagem.parentElement.querySelector(".leitor-aviso");
  const endereco = imagem.getAttribute("src");
  let tries = 0;
  const ready = () => { aviso.hidden = true; };
  const fail = async () => {
    if (!imagem.isConnected) return;
    tries += 1;
    const resposta = await fetch(endereco, { cache: "no-store" }).catch(() => null);
    if (resposta?.ok && tries < MOST_TRIES) {
      imagem.src = `${endereco}&vez=${tries}`;
    } else if ((!resposta || resposta.status === 503 || resposta.status === 429) && tries < MOST_TRIES) {
      setTimeout(fail, RETRY_MS);
    } else {
      const tipo = resposta?.headers.get("content-type") ?? "";
      aviso.textContent = tipo.startsWith("text/plain") ? await resposta.text() : "A imagem não pôde ser mostrada.";
      imagem.hidden = true;
    }
  };
  imagem.addEventListener("load", ready);
  imagem.addEventListener("error", fail);
  if (imagem.complete) (imagem.naturalWidth ? ready : fail)();
}

// Whoever comes with words to look for sees the first of them, not the top of the page. Beside other work only the
// text of the sheet moves.
function showMark() {
  const texto = sheet()?.querySelector(".leitor-texto");
  if (!texto || texto.dataset.vista) return;
  texto.dataset.vista = "1";
  const mark = texto.querySelector("mark");
  if (!texto.closest("[data-quieto]")) mark?.scrollIntoView({ block: "center" });
  else if (mark) texto.scrollTop += mark.getBoundingClientRect().top - texto.getBoundingClientRect().top - texto.clientHeight / 3;
}

async function copy(botao) {
  const text = botao.dataset.copia.startsWith("/") ? location.origin + botao.dataset.copia : botao.dataset.copia;
  let isCopied = false;
  try {
    await navigator.clipboard.writeText(text);
    isCopied = true;
  } catch {
    const campo = document.createElement("textarea"); // a portal reached without https has no clipboard interface
    campo.value = text;
    document.body.append(campo);
    campo.select();
    isCopied = document.execCommand("copy");
    campo.remove();
  }
  const words = botao.textContent;
  botao.textContent = isCopied ? "Copiado" : "O navegador não permitiu copiar";
  say(botao.textContent);
  setTimeout(() => { botao.textContent = words; }, 2000);
}

class Leitor {
  constructor() {
    this.go = () => {};
    this.onClick = (event) => this.click(event);
    this.onKey = (event) => this.key(event);
    document.addEventListener("click", this.onClick);
    document.addEventListener("keydown", this.onKey);
    this.observer = new MutationObserver(() => { show(); watchPicture(); showMark(); });
    this.observer.observe(document.querySelector("[data-testid='stMain']") ?? document.body, { subtree: true, childList: true });
    show();
    watchPicture();
    showMark();
  }

  click(event) {
    const botao = event.target.closest?.("[data-ver], [data-zoom], [data-copia]");
    if (botao) this.press(botao);
    const link = event.target.closest?.("a.autos-vai");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const { documento, pagina, busca } = link.dataset;
    link.setAttribute("aria-busy", "true");
    this.go({ documento, pagina, busca });
    if (documento) document.querySelector("[data-testid='stMain']")?.scrollTo({ top: 0 });
  }

  press(botao) {
    if (botao.dataset.ver) memory.ver = botao.dataset.ver;
    if (botao.dataset.zoom) {
      memory.zoom = Math.min(Math.max(memory.zoom + Number(botao.dataset.zoom), 0), ZOOMS.length - 1);
    }
    if (botao.dataset.copia) copy(botao);
    show();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.target.closest?.("input, textarea, select, [role='combobox'], [contenteditable='true']")) return;
    const link = document.querySelector(`a[data-tecla='${event.key.toUpperCase()}']`);
    if (!/^[jk]$/i.test(event.key) || !link) return;
    event.preventDefault();
    link.click();
  }

  close() {
    document.removeEventListener("click", this.onClick);
    document.removeEventListener("keydown", this.onKey);
    this.observer.disconnect();
  }
}

const mounted = new WeakMap();

export default function ({ parentElement, setTriggerValue }) {
  const leitor = mounted.get(parentElement) ?? new Leitor();
  mounted.set(parentElement, leitor);
  leitor.go = (place) => setTriggerValue("vai", { ...place, vez: Date.now() });
  return () => {
    leitor.close();
    mounted.delete(parentElement);
  };
}
