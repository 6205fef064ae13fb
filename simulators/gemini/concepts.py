"""What a question is about: groups of words that mean the same in health, tax and traffic cases.

A concept is a pattern over folded text (no accents, lower case). A word of the question that belongs to no group
is a concept of its own, found by its stem.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from simulators.gemini.words import STOPWORDS, fold, stem, words_of

_GROUPS = {
    "tributo": r"\btribut\w+|credito tributario|\bipva\b|\bicms\b|\bitcm?d\b",
    "anual": r"\banua\w+|doze meses|12 meses|por ano\b",
    "falta": r"\bfalta\b|\bausencia|\binexist|\bnao (?:foi|houve|recebeu)|fora do prazo|\bjamais",
    "parcial": r"\bem parte\b|\bparcia\w+",
    "inconclusivo": r"inconclusiv|insuficientes? para",
    "via_administrativa": r"pedido administrativo|requerimento administrativo|via administrativa|a administracao antes"
    r"|protocolado pedido|solicitacao administrativa",
    "tentativa": r"\btentad|ja realizad|utilizou|\bja (?:foram|foi)\b|refratari|sem (?:resposta|sucesso|melhora)"
    r"|\bfalh\w+|insucesso|ineficac|ineficaz",
    "medicamento": r"medicament|farmac\w*o\b|remedio|comprimid|capsula|ampola|seringa|principio ativo|insulina"
    r"|\b\d+ ?(?:mg|mcg|ui)\b|por via oral|subcutane|imunoglobulina",
    "cirurgia": r"\bcirurg|artroplast|procedimento ortoped|hernioplast|facectomia|transplante|intervencao cirurg",
    "domiciliar": r"home ?care|domiciliar|domicilio do paciente",
    "internacao": r"\binternac\w+|\binternad",
    "leito": r"vaga em uti|\buti\b|leito|\bvaga em hospital|internacao hospitalar|tratamento intensivo",
    "exame": r"\bexame|ressonancia|tomografia|\bpet[- ]?(?:scan|ct)|biopsia",
    "consulta": r"consulta medica|consulta com|avaliacao com especialista",
    "fralda": r"\bfralda",
    "prazo": r"\bprazo\b|quantos dias|em ate \d+ dias",
    "insumo": r"\binsumo|\bagulha|\bcurativo|\bsonda\b|tiras? reagente",
    "dieta": r"\bdieta|formula infantil|formula alimentar|alimentacao enteral|suplement\w+ nutric|nutricional",
    "tea": r"\bautis\w+|\btea\b|metodo aba|terapia aba",
    "desprovido": r"desprovid|\bneg\w+ (?:\w+ ){0,2}provimento|nao provid",
    "provido": r"\bprovid[oa]s?\b|\b(?:dar|deram|deu|dou|dado) (?:\w+ ){0,2}provimento",
    "ortese": r"\bortese|\bprotese|lente intraocular",
    "equipamento": r"\bequipamento|cadeira de rodas|\bcpap\b|aparelho|concentrador de oxigenio",
    "laudo": r"\blaudo|relatorio medic|atestado medic|prescricao medica|receituario",
    "sus": r"\bsus\b|sistema unico de saude|rede publica",
    "incorporacao": r"incorporad|incorporacao|\brename\b|\bconitec\b|\bsigtap\b|padronizad|listas? oficia"
    r"|disponivel no sus|oferecid\w+ pelo (?:sus|sistema unico)",
    "anvisa": r"\banvisa\b|vigilancia sanitaria",
    "off_label": r"off[- ]?label|fora da bula|nao previst\w+ em bula|conforme a bula \(on label\)",
    "experimental": r"experimental|em fase de (?:teste|estudo)",
    "natjus": r"\bnat(?:-?jus)?\b|nucleo de apoio tecnico|parecer tecnico",
    "favoravel": r"\bfavorave|\bprocedente a indicacao",
    "alternativa": r"alternativa|substitut|similar|generico|opcao terapeutica",
    "tutela": r"tutela (?:de urgencia|antecipada|provisoria|recursal)|antecipacao (?:dos efeitos )?da tutela|\bliminar",
    "urgencia": r"(?<!tutela de )\burgencia|\burgente|emergencia|risco (?:de|a) (?:morte|vida|obito)|risco iminente",
    "dano_moral": r"dano\w* mora\w+|indenizacao por dano|abalo moral|dano extrapatrimonial",
    "dano_material": r"dano\w* materia\w+|lucros cessantes|dano emergente|ressarcimento das despesas",
    "gratuidade": r"justica gratuita|gratuidade|assistencia judiciaria|hipossuficien"
    r"|sem prejuizo d[eo] (?:proprio )?sustento|nao (?:dispoe|possui|tem) (?:de )?(?:recursos|condicoes)",
    "defensoria": r"defensoria|defensor\w* public",
    "ministerio_publico": r"ministerio publico|\bpromotor\w* de justica",
    "uniao": r"\buniao\b(?! estavel)|ente federal|justica federal",
    "municipio": r"\bmunicipi|\bmunicipal|prefeitura",
    "multa_diaria": r"multa diaria|astreinte|multa cominatoria|pena de multa|multa \(astreintes\)",
    "bloqueio": r"bloqueio|sequestro de (?:verba|valor)|sisbajud|bacenjud",
    "honorarios": r"honorari|verba sucumbencial|sucumbencia",
    "negativa": r"\bnegativa|recus\w+|indeferi\w+ administrativ|nao fornec|nao disponibiliz|foi negad",
    "diagnostico": r"\bdiagnostic|portador\w* d|acometid\w+|\bcid\b|\bdoenca|enfermidade|patologia|quadro de",
    "cancer": r"\bcancer|oncolog|neoplas|carcinoma|\btumor|quimioterap|linfoma|leucemia",
    "tratamento": r"\btratamento|\bterapia|terapeutic",
    "idade": r"\bidade\b|\banos de idade|\bnascid\w+",
    "infracao": r"auto\w* de infracao|infracao de transito|infracoes de transito|multa de transito|\bain\b",
    "habilitacao": r"\bcnh\b|habilitacao|carteira de motorista|suspensao do direito de dirigir",
    "veiculo": r"\bveiculo|\bautomovel|\bplaca\b|\brenavam\b",
    "alcool": r"\balcool|alcoolemia|etilometro|bafometro|embriaguez",
    "notificacao": r"notificac|notificad|dupla notificacao|expedicao da notif",
    "clonagem": r"clonad|clonagem|duble",
    "transferencia": r"transferencia (?:de propriedade|do veiculo)|comunicacao de venda|alienacao do veiculo",
    "ipva": r"\bipva\b|imposto sobre a? ?propriedade de veiculos",
    "icms": r"\bicms\b|circulacao de mercadorias",
    "itcd": r"\bitcd\b|\bitcmd\b|causa mortis|doacao de bens",
    "cda": r"\bcda\b|certidao de divida ativa|divida ativa",
    "prescricao_do_credito": r"^prescricao$|prescricao (?:intercorrente|do credito|da pretensao|tributaria|quinquenal)"
    r"|prescrit\w+ o credito",
    "decadencia": r"decadencia|decaimento do direito",
    "isencao": r"\bisencao|\bisent[oa]|imunidade",
    "deficiencia": r"pessoa com deficiencia|\bpcd\b|deficiencia fisica",
    "execucao": r"execucao fiscal|cumprimento de sentenca|\bexequente",
    "procedencia": r"julg\w+ procedente|procedencia|\bprocedentes?\b",
}  # fmt: skip
COMMON = frozenset(
    _GROUPS[name] for name in ("medicamento", "tratamento", "diagnostico", "sus", "laudo", "alternativa")
)
"""Patterns that occur in nearly every health case and so tell little about one."""

_NAMED = {name: re.compile(pattern) for name, pattern in _GROUPS.items()}
_SYNONYMS = list(_NAMED.values())

_GENERIC_WORDS = """
pedido pedidos pedida pediu pede requer requerimento requerido autor autora autores reu requerente parte inicial
peticao documento processo acao valor data numero nome quantidade total fornecimento fornecer determinado
concedido concedeu concessao estado juiz juizo presente existencia respectivo especifico principal demanda
demandante paciente sentenca decisao recurso contestacao poder publico contra caso descumprimento fixou manteve
ordem cumprida cumprimento justifica dados clinicos reconhece oferece segundo parecer laudo prestacao ajuizar
administrativa comprovada declaracao economica contem descreve discute determinou ameacou resultado conclusao
informados autuacao houve deve prova comprova outras outra
"""
GENERIC = frozenset(stem(word) for word in _GENERIC_WORDS.split())


@dataclass(frozen=True)
class Concept:
    pattern: re.Pattern[str]
    is_generic: bool = False

    def find(self, folded: str) -> re.Match[str] | None:
        return self.pattern.search(folded)


@dataclass(frozen=True)
class Topic:
    """The concepts of one question. Only the distinctive ones decide; the generic ones break ties."""

    distinctive: tuple[Concept, ...]
    generic: tuple[Concept, ...]

    def score(self, folded: str) -> float:
        """Part of the distinctive concepts that occur in a folded text, from 0 to about 1."""
        bonus = 0.02 * sum(concept.find(folded) is not None for concept in self.generic)
        if not self.distinctive:
            return min(1.0, 25 * bonus)
        found = sum(concept.find(folded) is not None for concept in self.distinctive)
        return found / len(self.distinctive) + (bonus if found else 0)

    def holds_all(self, folded: str) -> bool:
        """True when every concept, generic ones too, occurs."""
        concepts = (*self.distinctive, *self.generic)
        return bool(concepts) and all(concept.find(folded) for concept in concepts)

    def distance(self, folded: str, start: int, end: int) -> int:
        """Characters between a place and the nearest occurrence of each concept, added up."""
        total = 0
        for concept in self.distinctive or self.generic:
            spans = [match.span() for match in concept.pattern.finditer(folded)]
            total += min((max(0, s - end, start - e) for s, e in spans), default=0)
        return total

    def places(self, folded: str) -> list[tuple[int, int]]:
        """Where the concepts stand: the distinctive ones, or the generic ones when there is no other."""
        concepts = self.distinctive or self.generic
        return [match.span() for concept in concepts for match in concept.pattern.finditer(folded)]


_SUBJECT = re.compile(r"^[oa] (?:laudo|parecer|documento|peticao|sentenca|decisao|recurso|acao|autuacao|tecnologia)\b")
_ASIDE = re.compile(r", segundo .*|, como a peticao.*|, alem de .*|, na ordem .*")
_ALIAS = re.compile(r"\(([^)]{3,40})\)")
_TAIL_VERB = re.compile(r"\b(?:tem|esta|e|foi|consta|possui|ha)\b")


def _groups_in(folded: str) -> list[Concept]:
    covered: set[int] = set()
    found: list[Concept] = []
    for group in _SYNONYMS:
        places = {place for match in group.finditer(folded) for place in range(*match.span())}
        if places - covered:
            found.append(Concept(group))
            covered |= places
    return found


def count_concepts(folded: str) -> dict[str, int]:
    """The groups that occur in a folded text, by name, and how often."""
    counts = {name: len(pattern.findall(folded)) for name, pattern in _NAMED.items()}
    return {name: count for name, count in counts.items() if count}


def topic_of_question(question: str) -> Topic:
    """The topic of a yes-or-no question.

    An alias in parentheses says it all; of alternatives joined by "ou" one is enough, and what follows them counts too.
    """
    folded = _ASIDE.sub("", _SUBJECT.sub("", fold(question)))
    alias = _ALIAS.search(folded)
    if alias and (groups := _groups_in(alias[1])):
        return Topic(tuple(groups), ())
    left, has_alternatives, right = folded.partition(" ou ")
    if has_alternatives:
        verb = _TAIL_VERB.search(right)
        cut = verb.start() if verb else len(right)
        groups = _groups_in(f"{left} , {right[:cut]}")
        if groups:
            any_of = Concept(re.compile("|".join(concept.pattern.pattern for concept in groups)))
            tail = topic_of(right[cut:])
            return Topic((any_of, *tail.distinctive), tail.generic)
    return topic_of(folded)


@lru_cache(maxsize=4096)
def topic_of(question: str) -> Topic:
    """Concepts of a question or of any short text: groups first, then the words that no group covers."""
    folded = _ASIDE.sub("", _SUBJECT.sub("", fold(question)))
    distinctive: list[Concept] = []
    covered: set[int] = set()
    for group in _SYNONYMS:
        spans = [match.span() for match in group.finditer(folded)]
        if spans and not all(set(range(*span)) <= covered for span in spans):
            distinctive.append(Concept(group))
            covered.update(place for span in spans for place in range(*span))
    generic: list[Concept] = []
    seen: set[str] = set()
    for word, at in words_of(folded):
        root = stem(word)
        if word in STOPWORDS or at in covered or root in seen or len(word) < 3:
            continue
        seen.add(root)
        concept = Concept(re.compile(rf"\b{re.escape(root)}"), is_generic=root in GENERIC)
        (generic if concept.is_generic else distinctive).append(concept)
    return Topic(tuple(distinctive), tuple(generic))
