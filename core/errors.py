"""Every error a person can meet, with its words.

PortalError
├── InvalidInputError          correct the input
│   ├── InvalidNumeroCnjError
│   ├── InvalidModuloError
│   ├── ArquivoRecusadoError
│   ├── InvalidCalculoError
│   ├── InvalidInstrucaoError
│   ├── SemCategoriasError
│   ├── CategoriaDesconhecidaError
│   ├── LoteRecusadoError
│   ├── InvalidGabaritoError
│   ├── TreinoImpossivelError
│   │   ├── BaseRecusadaError
│   │   ├── TreinoSemMemoriaError
│   │   └── TreinoDivergiuError
│   └── ForbiddenChangeError
│       ├── VersionConflictError
│       ├── CorrecaoConflictError
│       ├── SecaoConflictError
│       ├── CampoConflictError
│       └── PromocaoBloqueadaError
├── NotFoundError              check the number or the place
│   ├── ProcessoNotFoundError
│   ├── DocumentoNotFoundError
│   ├── RecordNotFoundError
│   └── IndiceNotFoundError
├── AccessDeniedError          log in or ask
│   ├── LoginRequiredError
│   ├── LoginRefusedError
│   ├── PermissionDeniedError
│   ├── RecursoDesligadoError
│   ├── ProcessoSigilosoError
│   │   └── DocumentoSigilosoError
│   └── TribunalCredentialsError
├── LimitReachedError          wait a known time
│   ├── RateLimitError
│   ├── LoginLockedError
│   ├── QuotaError
│   ├── SpendingCapError
│   └── TribunalBusyError
├── ServiceUnavailableError    the other side failed; progress is kept
│   ├── TribunalUnavailableError
│   ├── GeminiUnavailableError
│   ├── QueueUnavailableError
│   ├── DatabaseUnavailableError
│   ├── OutOfServiceError
│   ├── ConversorUnavailableError
│   ├── BaseIndisponivelError
│   ├── DiscoCheioError
│   ├── ModeloDanificadoError
│   └── IdentidadeUnavailableError
├── BadResponseError           change the request or report
│   ├── TribunalResponseError
│   ├── GeminiBlockedError
│   ├── GeminiTruncatedError
│   ├── GeminiEmptyError
│   ├── GeminiResponseError
│   ├── ClassificacaoInvalidaError
│   ├── DocumentoSemTextoError
│   ├── DocumentoExtensoError
│   ├── ConversaoError
│   ├── EmptyProcessoError
│   ├── DeadlineError
│   └── AjusteInvalidoError
└── OperationCancelledError

Each message has three parts: what happened, whose side it is on, what to do or what happens by itself.
"""

from __future__ import annotations

from typing import ClassVar


class PortalError(Exception):
    """Base of all expected failures. ``user_message`` is shown as it is; ``detail`` goes to the log only.

    ``retry_after_s``: before so many seconds it makes no sense to try again, where that is known.
    """

    code: ClassVar[str] = "P000"
    text: ClassVar[str] = (
        "Algo não saiu como devia no portal. Tente de novo; se continuar, informe o código ao suporte."
    )
    retryable: ClassVar[bool] = False

    def __init__(
        self, detail: str = "", *, user_message: str | None = None, retry_after_s: float | None = None
    ) -> None:
        super().__init__(detail or user_message or self.text)
        self.detail = detail
        self.user_message = user_message or self.text
        self.retry_after_s = retry_after_s


class InvalidInputError(PortalError):
    code = "E100"
    text = "Um dos campos não pôde ser usado como está. Corrija o campo indicado e envie de novo."


class InvalidNumeroCnjError(InvalidInputError):
    """A case number that Resolução CNJ 65/2008 does not allow; the message says why."""

    code = "E101"
    text = "O número do processo não é válido. Confira os 20 dígitos e digite de novo."


class InvalidModuloError(InvalidInputError):
    """A module that the library refuses; the message has every place and reason."""

    code = "E105"
    text = "O módulo não pode ser guardado como está. Corrija o que está indicado e publique de novo."


class ArquivoRecusadoError(InvalidInputError):
    """A file that was handed in and cannot be used; the message names it and says why."""

    code = "E107"
    text = "O portal não pode usar este arquivo e não o guardou. Confira o arquivo e envie de novo."


class InvalidCalculoError(InvalidInputError):
    """A date, an amount or a period that no calculation can start from; the message names the field and says why."""

    code = "E110"
    text = "O cálculo não pode ser feito com estes dados. Corrija o que está indicado e calcule de novo."


class InvalidInstrucaoError(InvalidInputError):
    """An instruction for the model that cannot be stored; the message has every problem."""

    code = "E120"
    text = "A instrução não pode ser guardada como está. Corrija o que está indicado e salve de novo."


class SemCategoriasError(InvalidInputError):
    """An instruction of the classifier between whose categories there is nothing to choose."""

    code = "E121"
    text = (
        "Esta instrução do portal tem menos de duas categorias e não há o que classificar. "
        "Nada foi enviado ao Gemini; acrescente as categorias e salve de novo."
    )


class CategoriaDesconhecidaError(InvalidInputError):
    """A category that the version of the instruction does not have; the message names it."""

    code = "E122"
    text = (
        "A instrução do portal não conhece uma das categorias. "
        "Nada foi enviado ao Gemini; acrescente a categoria à instrução ou corrija os casos."
    )


class LoteRecusadoError(InvalidInputError):
    """A lot that cannot be made as it was asked for; the message says why. Nothing was sent to the model."""

    code = "E130"
    text = "O lote não pode ser criado assim, e nada foi enviado ao Gemini. Corrija o que está indicado e peça de novo."


class InvalidGabaritoError(InvalidInputError):
    """Documents that no golden set can be made of; the message has every problem."""

    code = "E123"
    text = "O gabarito não pode ser guardado como está no portal. Corrija o que está indicado e salve de novo."


class TreinoImpossivelError(InvalidInputError):
    """A training that cannot go on as it was asked for."""

    code = "E140"
    text = (
        "Os textos não bastam para treinar e medir: tirados os repetidos, cada rótulo precisa de textos de processos "
        "diferentes. O portal não treinou nada; acrescente textos à planilha."
    )


class BaseRecusadaError(TreinoImpossivelError):
    code = "E142"
    text = (
        "O modelo de partida não pode ser usado: só valem pesos em safetensors. "
        "O portal não treinou; crie outro treino com outro modelo de partida."
    )


class TreinoSemMemoriaError(TreinoImpossivelError):
    code = "E143"
    text = (
        "A memória do portal não basta nem para um texto por vez, e o treino parou. "
        "Crie outro treino com uma janela ou um modelo de partida menor."
    )


class TreinoDivergiuError(TreinoImpossivelError):
    code = "E144"
    text = (
        "O erro do treino deixou de ser um número, e o portal parou. "
        "Crie outro treino com uma taxa de aprendizado menor, em “Ajustes avançados”."
    )


class ForbiddenChangeError(InvalidInputError):
    """The record is in a state that does not allow the change asked for."""

    code = "E103"
    text = "Isto não pode ser feito no estado atual. Recarregue a página para ver o que mudou."


class VersionConflictError(ForbiddenChangeError):
    """Somebody published after the edit began; ``viva`` is the number of the version that counts now."""

    code = "E104"
    text = (
        "Outra pessoa publicou uma versão nova enquanto você editava. "
        "O que você escreveu foi mantido na tela; compare as duas e escolha."
    )

    def __init__(self, detail: str = "", *, viva: int = 0) -> None:
        super().__init__(detail)
        self.viva = viva


class CorrecaoConflictError(ForbiddenChangeError):
    """Somebody corrected the same document first: what ``autor`` says now, in correction number ``revisao``."""

    code = "E131"
    text = (
        "Outra pessoa corrigiu este documento enquanto você decidia. "
        "A sua escolha foi mantida na tela e não foi guardada; compare as duas e confirme a que vale."
    )

    def __init__(self, revisao: int, autor: str, *, categoria: str, subcategoria: str) -> None:
        super().__init__(f"correction {revisao} came first")
        self.revisao = revisao
        self.autor = autor
        self.categoria = categoria
        self.subcategoria = subcategoria


class SecaoConflictError(ForbiddenChangeError):
    """The words that an edit began from are not there any more: another tab changed them.

    ``atual`` is the section as it is now (empty when it is gone), ``base`` its name for a save that means to replace
    it, ``minha`` what was to be saved.
    """

    code = "E111"
    text = (
        "Esta seção mudou em outra aba depois que você a abriu. "
        "O que você escreveu está na tela; compare os dois textos e escolha."
    )

    def __init__(self, detail: str = "", *, atual: str = "", minha: str = "", base: str = "") -> None:
        super().__init__(detail)
        self.atual = atual
        self.minha = minha
        self.base = base


class CampoConflictError(ForbiddenChangeError):
    """A field of a calculation that changed in another tab; ``atual`` is what stands in it now."""

    code = "E113"
    text = (
        "O campo “{rotulo}” mudou em outra aba ou por outra pessoa depois que você o abriu; agora está “{atual}”. "
        "Nada do que você informou foi gravado por cima; confira e confirme ou corrija de novo."
    )

    def __init__(self, detail: str = "", *, rotulo: str = "", atual: str = "") -> None:
        super().__init__(detail, user_message=self.text.format(rotulo=rotulo, atual=atual or "vazio"))
        self.atual = atual


class PromocaoBloqueadaError(ForbiddenChangeError):
    """A version that does worse on a protected class; the message names it with both figures."""

    code = "E124"
    text = (
        "A versão não pode entrar em produção no portal: ela piora uma categoria protegida. "
        "A versão atual continua em uso; corrija a instrução e avalie de novo."
    )


class NotFoundError(PortalError):
    code = "E200"
    text = "Não encontramos o que você pediu. Confira o endereço ou volte para Hoje."


class ProcessoNotFoundError(NotFoundError):
    code = "E201"
    text = (
        "O TJMS respondeu que este processo não existe. O número passou na verificação, "
        "mas pode ser de outro tribunal ou ainda não ter sido distribuído. Confira o número na capa dos autos."
    )


class DocumentoNotFoundError(NotFoundError):
    code = "E202"
    text = "O TJMS não entregou este documento. O restante foi mantido; consulte a peça diretamente nos autos."


class RecordNotFoundError(NotFoundError):
    code = "E203"
    text = "Este registro não existe ou não está ao seu alcance no portal. Confira o endereço ou volte ao histórico."


class IndiceNotFoundError(NotFoundError):
    """The table has no value for a month, or no regime for a day; the message names it. Nothing is guessed."""

    code = "E210"
    text = "Falta um índice na tabela do portal, e nada foi calculado. Escolha outra data ou atualize a tabela."


class AccessDeniedError(PortalError):
    code = "E300"
    text = "Você não tem acesso a isto no portal. Peça a permissão ao administrador da sua unidade."


class LoginRequiredError(AccessDeniedError):
    code = "E301"
    text = "Sua sessão no portal terminou. Entre de novo para continuar; o que estava em andamento foi mantido."


class LoginRefusedError(AccessDeniedError):
    code = "E302"
    text = "Usuário ou senha não conferem. Digite de novo ou peça uma nova senha ao administrador."


class PermissionDeniedError(AccessDeniedError):
    code = "E303"
    text = "Seu perfil no portal não permite esta ação. Peça a permissão ao administrador da sua unidade."


class RecursoDesligadoError(AccessDeniedError):
    """The administration switched off the part of the portal that was asked."""

    code = "E307"
    text = (
        "A administração desligou esta parte do portal por enquanto. O que já estava em andamento termina e fica "
        "guardado; tente de novo mais tarde."
    )


class ProcessoSigilosoError(AccessDeniedError):
    code = "E304"
    text = (
        "Este processo é sigiloso no TJMS e nada dele pode ser enviado ao modelo. "
        "O portal parou antes de ler as peças; trabalhe diretamente nos autos."
    )


class DocumentoSigilosoError(ProcessoSigilosoError):
    """A document is secret now, or the court lists it no more, which it does with secret ones."""

    code = "E306"
    text = (
        "O TJMS tornou sigiloso um documento já lido deste processo, ou deixou de listá-lo. "
        "O portal parou antes de enviá-lo ao modelo; gere de novo, e ele ficará de fora."
    )


class TribunalCredentialsError(AccessDeniedError):
    """The court refused our own user or password. Never retried."""

    code = "E305"
    text = (
        "O TJMS recusou a senha da Procuradoria. A busca não será repetida; avise o administrador para renovar a senha."
    )


class LimitReachedError(PortalError):
    code = "E400"
    text = "O limite de uso do portal foi atingido por agora. Aguarde um minuto e tente de novo."
    retryable = True


class RateLimitError(LimitReachedError):
    code = "E401"


class LoginLockedError(LimitReachedError):
    code = "E402"
    text = "Houve muitas tentativas de entrada seguidas. O portal libera esta conta sozinho em alguns minutos."


class QuotaError(LimitReachedError):
    """The model's provider answered 429 to every attempt."""

    code = "E403"
    text = (
        "O Gemini atingiu o limite de uso contratado. "
        "O que já foi feito está guardado; tente de novo em alguns minutos."
    )


class SpendingCapError(LimitReachedError):
    """The money a person, a unit or all together may spend on the model; the message says which and when it opens."""

    code = "E404"
    text = "O limite de gasto com o Gemini foi atingido. O que já foi feito está guardado; fale com o administrador."


class TribunalBusyError(LimitReachedError):
    """The court answered 429 to every attempt."""

    code = "E405"
    text = "O TJMS atingiu o limite de consultas dele. O que já foi lido está guardado; tente de novo em um minuto."


class ServiceUnavailableError(PortalError):
    code = "E500"
    text = "Um serviço de fora não respondeu. O que já foi feito está guardado; tente de novo em alguns minutos."
    retryable = True


class TribunalUnavailableError(ServiceUnavailableError):
    code = "E501"
    text = "O TJMS não respondeu a tempo. O que já foi lido está guardado; tente de novo em alguns minutos."


class GeminiUnavailableError(ServiceUnavailableError):
    code = "E502"
    text = (
        "O Gemini não respondeu ou interrompeu a resposta. "
        "O texto recebido está guardado; tente de novo em alguns minutos."
    )


class QueueUnavailableError(ServiceUnavailableError):
    code = "E503"
    text = "A fila de trabalho do portal está fora do ar. Nada foi perdido; tente de novo em um minuto."


class DatabaseUnavailableError(ServiceUnavailableError):
    code = "E505"
    text = "O banco de dados do portal está fora do ar. Nada foi perdido; tente de novo em um minuto."


class OutOfServiceError(ServiceUnavailableError):
    """Failed so often that nobody calls it for now; ``retry_after_s`` is when it is tried again."""

    code = "E504"
    text = "Um serviço de fora está fora do ar. O que já foi feito está guardado; tente de novo em um minuto."


class ConversorUnavailableError(ServiceUnavailableError):
    """No LibreOffice where the workers run."""

    code = "E510"
    text = (
        "O LibreOffice, que faz o PDF, não está instalado no portal; o arquivo em Word foi mantido. "
        "Baixe em Word ou peça ao administrador que instale o pacote libreoffice-writer-nogui."
    )


class BaseIndisponivelError(ServiceUnavailableError):
    code = "E511"
    text = (
        "O modelo de partida não está no portal nem pôde ser buscado fora dele. "
        "Crie outro treino com o BERT do portal, ou retome este mais tarde."
    )


class DiscoCheioError(ServiceUnavailableError):
    code = "E512"
    text = "O disco do portal está cheio. O que já estava guardado vale; avise o administrador e retome depois."


class ModeloDanificadoError(ServiceUnavailableError):
    """A file of a model is missing or is not the one that was registered."""

    code = "E513"
    text = (
        "Os arquivos do modelo não são os registrados, e o portal não o usa. Avise o administrador ou treine de novo."
    )


class IdentidadeUnavailableError(ServiceUnavailableError):
    """The provider of the institution's accounts does not answer as one."""

    code = "E514"
    text = "A conta institucional está fora do ar. Use o login do portal ou tente de novo em alguns minutos."


class BadResponseError(PortalError):
    code = "E600"
    text = "A resposta recebida não pôde ser usada. Tente de novo; se continuar, informe o código ao suporte."


class TribunalResponseError(BadResponseError):
    code = "E601"
    text = (
        "O TJMS devolveu uma resposta que não pôde ser lida. Tente de novo; se continuar, informe o código ao suporte."
    )


class GeminiBlockedError(BadResponseError):
    code = "E602"
    text = (
        "O Gemini bloqueou a resposta pela política de conteúdo dele. "
        "O que já foi feito está guardado; revise a observação e os documentos escolhidos e gere de novo."
    )


class GeminiTruncatedError(BadResponseError):
    code = "E603"
    text = "O Gemini parou no tamanho máximo da resposta. O texto recebido está guardado e está incompleto no fim."


class GeminiEmptyError(BadResponseError):
    code = "E604"
    text = "O Gemini terminou sem escrever nada. O que já foi feito está guardado; gere de novo."
    retryable = True


class GeminiResponseError(BadResponseError):
    """The answer is not in the schema that was asked for, or the request was refused as malformed."""

    code = "E605"
    text = "O Gemini respondeu fora do formato pedido. O que já foi feito está guardado; gere de novo."


class ClassificacaoInvalidaError(BadResponseError):
    """An answer about a document that breaks a rule of the prompt's version; the message names the field."""

    code = "E620"
    text = "O Gemini respondeu fora do formato pedido e a resposta não foi usada. Tente este documento de novo."


class DocumentoSemTextoError(BadResponseError):
    """A document of a lot in which the reader found nothing to classify; the message says why."""

    code = "E621"
    text = "O portal não encontrou texto neste documento e não o enviou ao Gemini. Confira o arquivo original."


class DocumentoExtensoError(BadResponseError):
    """A document of a lot that is longer than what the portal sends in one request."""

    code = "E622"
    text = (
        "Este documento é mais longo do que o portal envia de uma vez, e nada dele foi enviado ao Gemini. "
        "Faça outro lote que leia só o começo ou só o fim dos documentos."
    )


class ConversaoError(BadResponseError):
    """LibreOffice did not come to an end, or made no PDF, or none of the kind that was asked for."""

    code = "E610"
    text = (
        "O LibreOffice do portal não conseguiu fazer o PDF desta peça. O arquivo em Word está disponível; "
        "tente de novo e, se continuar, informe o código ao suporte."
    )


class EmptyProcessoError(BadResponseError):
    code = "E606"
    text = (
        "O TJMS não tem documentos legíveis neste processo para esta peça. Confira os autos ou escolha outro processo."
    )


class DeadlineError(BadResponseError):
    code = "E607"
    text = "A geração passou do tempo máximo do portal e foi encerrada. O que já foi feito está guardado; gere de novo."


class AjusteInvalidoError(BadResponseError):
    """The answer about a section is in none of the agreed forms, or does more than was asked: nothing of it is used."""

    code = "E608"
    text = (
        "O Gemini respondeu fora do formato combinado e a resposta não foi usada. "
        "A minuta não mudou; peça de novo ou escreva o pedido de outro modo."
    )


class OperationCancelledError(PortalError):
    """Somebody pressed Parar. What was done until then stays."""

    code = "C000"
    text = "A operação foi parada a pedido. O que já estava feito foi mantido."
