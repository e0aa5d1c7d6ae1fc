"""What stands beside the words of a post on its page and in its widget: badges, buttons, notes, who is answered."""

from __future__ import annotations

import re
from collections.abc import Sequence

from embedarchive.finder.text import mentions
from embedarchive.patterns import regex

NAME_WORDS = 4
"""So many words at most has a name that is answered."""

ASIDE = 24
"""A line between head and answered account of more characters is the post's own."""

_PUNCTUATION = frozenset(".!?…@#")
_SHARE = regex(r"\d{1,3}(?:[.,]\d)?\s?%")
_QUOTE = regex(
    "Quote|Zitat|Citer|Citation|Citar|Cita|Citeren|引用|인용하기|인용|Alıntı|Цитата|Цитувати|Cytat|Cytuj|Citat|اقتباس"
    "|Citera|Citovat|Kutip|Trích dẫn|Παράθεση|ציטוט|कोट|نقل قول",
    re.IGNORECASE,
)
_OWN = regex(
    r"""
      ·|✔|✓|☑|GIF|ALT|\d{1,2}:\d{2}|Show\ (?:this\ thread|less)|Automated(?:\ by\ @\w{1,20})?
    | Verified(?:\ account)?|Verifizierter\ Account|Geverifieerd\ account|Compte\ certifié|Cuenta\ verificada
    | Conta\ verificada|Account\ verificato|Подтвержд[её]нн(?:ый\ аккаунт|ая\ учетная\ запись)|認証済みアカウント
    | Підтверджений\ обліковий\ запис|Zweryfikowane\ konto|Onaylanmış\ hesap|حساب\ موثّق|Verifierat\ konto
    | Follow(?:ing)?|Volgen|Folgen|Suivre|Abonné|Seguir|Segui|Obserwuj|Читать|フォロー(?:する)?
    | Show\ more|Mehr\ anzeigen|Voir\ plus|Mostrar\ más|Mostrar\ mais|Mostra\ altro|Meer\ (?:weergeven|tonen)|さらに表示
    | 显示更多|顯示更多|더\ 보기|Daha\ fazla\ göster|Показать\ ещё|Показати\ більше|Pokaż\ więcej|Visa\ mer|عرض\ المزيد
    | Vis\ mere?|Zobrazit\ více|Näytä\ lisää|Tampilkan\ lebih\ banyak|הצג\ עוד|Hiện\ thêm|Arată\ mai\ mult
    | और\ दिखाएं|Hiển\ thị\ thêm|Δείτε\ περισσότερα|Εμφάνιση\ περισσότερων|نمایش\ بیشتر
    | View\ (?:image|photos?|summary|media)(?:\ on\ (?:Twitter|X))?|Watch\ on\ (?:Twitter|X)
    | (?:Translate|Traduire|Traducir|Traduzir|Traduci|Przetłumacz|Перевести|Перекласти|ترجمة|Přeložit|Översätt|Oversett
        |Oversæt|Käännä|Fordítás|Terjemahkan|Dịch|Tradu|Μετάφραση|תרגם|תרגום)\ (?:le\ |il\ |el\ |o\ )?
        (?:post|tweet|wpis|пост|твит|допис|твіт|المنشور|التغريدة|příspěvek|inlägg|innlegg|opslag|opslaget|julkaisu|bejegyzés
        |postingan|bài\ đăng|postarea|ανάρτησης|פוסט)
    | (?:Post|Tweet|Tweet['’]i|Gönderiyi)\ (?:übersetzen|vertalen|çevir) | पोस्ट\ का\ अनुवाद\ करें | ترجمه\ پست
    | ポストを翻訳 | 게시물\ 번역(?:하기)? | 翻译帖子 | 翻譯貼文
    | (?:Show|Mostrar|Ver)\ (?:original|translation|tradução|traducción) | Original\ anzeigen | Origineel\ weergeven
    | (?:Voir|Afficher)\ l[’']original | Mostra\ originale | Pokaż\ oryginał | Показать\ оригинал | Показати\ оригінал
    | 原文を表示 | Orijinali\ göster | 원문\ 보기 | عرض\ الأصل
    | Subscribe | Abonnieren | Abonneren | S[’']abonner | Suscribirse | Inscrever-se | Iscriviti | Subskrybuj
    | The\ media\ could\ not\ be\ played\. | Reload
    """,
    re.VERBOSE,
)
_ANSWER = regex(
    r"""
    Repl(?:ying|y)\ to|Als\ antwoord\ op|Antwoord\ aan|Antwort\ an|En\ réponse\ à|En\ respuesta\ a|Respondiendo\ a
    | Em\ resposta\ a
    | Respondendo\ a|In\ risposta\ a|Yanıt\ olarak:?|В\ ответ|У\ відповідь|W\ odpowiedzi\ do|返信先:?|回复|回覆
    | ردًا\ على|Svarar|Svar(?:er)?\ til|Som\ svar\ til|Odpověď\ uživateli|Vastauksena|Membalas|בתגובה\ ל|Trả\ lời
    """,
    re.VERBOSE,
)
"""What stands before the names of who is answered."""

_ASIDE = regex(
    r"""
      Ad|Promoted|Anzeige|Gesponsert|Publicité|Sponsorisé|Promocionado|Promovido|Reklama|Реклама|プロモーション|広告
    | \d{1,2}:\d{2}\ ?/\ ?\d{1,2}:\d{2} | Rate\ proposed\ Community\ Notes | Explain\ this\ post
    | Read\ more | Mehr\ lesen
    | Translate | Übersetzen | Traduire | Traducir | Traduzir | Traduci | Vertalen | Przetłumacz | 翻訳 | 翻译
    | Article | Play\ recording | Ended:?\ (?:[A-Z][a-z]{2}\ )?\d{1,2}(?:(?:,|\ [A-Z·]|[smhd]\b).{0,20})?
    | \d[\d.,]{0,9}[KM]?\ tuned\ in | Show | View
    | The\ following\ media\ includes\ potentially\ sensitive\ content\. (?:\ Change\ settings)?
    | This\ (?:Post|Tweet)\ (?:is|was)\ (?:unavailable|from\ an?|deleted|no\ longer)\b.{0,80}
    | Image|Afbeelding|Bild|Imagen|Imagem|Immagine|Изображение|Зображення|画像|Obraz|Görsel|صورة|이미지|图像|圖片
    | (?:From|Van|Von|Aus|De|Da|Provenant\ de)\ [\w-]{1,63}(?:\.[\w-]{1,63}){1,4}
    | Last\ edited|Laatst\ bewerkt|Zuletzt\ bearbeitet|Dernière\ modification|Última\ edici[óo]n|Última\ edição
    | Ultima\ modifica|Последнее\ изменение|Востаннє\ змінено|Ostatnia\ edycja|最終更新|Senast\ redigerad
    | Востаннє\ відредаговано|Son\ düzenleme|آخر\ تعديل|נערך\ לאחרונה|上次编辑|最后编辑于?|마지막(?:으로)?\ 수정(?:됨)?
    | पिछली\ बार\ संपादित|Naposledy\ upraveno|Terakhir\ diedit|Chỉnh\ sửa\ lần\ cuối|Τελευταία\ επεξεργασία|آخرین\ ویرایش
    """,
    re.VERBOSE,
)
"""What stands below a post's last words: what it shows, where its link leads, that it was edited."""

_NOTE = regex(
    r"""
      Readers\ added\ context.{0,60} | Leser(?:innen)?\ haben\ Kontext\ hinzugefügt.{0,90}
    | (?:Des|Les)\ lecteurs\ ont\ ajouté\ du\ contexte.{0,90} | Lezers\ hebben\ context\ toegevoegd.{0,90}
    | (?:Los\ )?[Ll]ectores\ (?:agregaron|añadieron)\ contexto.{0,90}
    | (?:Os\ )?[Ll]eitores\ (?:adicionaram|acrescentaram)\ (?:um\ )?contexto.{0,90}
    | I\ lettori\ hanno\ aggiunto\ (?:il\ |un\ |del\ )?contesto.{0,90} | Czytelnicy\ dodali\ kontekst.{0,90}
    | Okuyucular\ bağlam\ ekledi.{0,60} | Читатели\ добавили\ контекст.{0,90} | Читачі\ додали\ контекст.{0,90}
    | 閲覧した(?:ユーザー|人).{0,60}背景情報を追加.{0,20} | 독자가\ 추가한.{0,40} | أضاف\ القر[اّ]ء\ سياق.{0,90}
    """,
    re.VERBOSE,
)
"""What begins the note that readers wrote below a post."""

_TRANSLATED = regex(
    r"""
    (?: Translated\ from | Übersetzt\ aus(?:\ dem)?:? | Vertaald\ uit(?:\ het)? | Traduit\ (?:de\ la|de\ l[’']|du|de)
      | Traducido\ del? | Traduzido\ d[eo] | Tradotto\ da(?:l|ll[’'])? | Przetłumaczono\ z | Переведено\ с(?:\ языка:)?
      | Перекладено\ з )
    \s? [^\W\d_]{3,20} (?:\ [^\W\d_]{2,12}){0,3}
    | Aus\ dem\ [^\W\d_]{4,20}en\ übersetzt | [^\W\d_]{3,20}\ dilinden\ çevrildi | [^\W\d_]{1,12}語から翻訳.{0,12}
    """,
    re.VERBOSE,
)
"""What stands between a post's own words and the same in the reader's language."""


def is_own(row: str) -> bool:
    """Is a line the widget's own, and no word of the post?"""
    return bool(row) and (_OWN.fullmatch(row) is not None or ("@" in row and is_answer(row)))


def is_answer(row: str) -> bool:
    """Does a line say who is answered, the names perhaps in lines of their own?"""
    found = _ANSWER.match(row)
    rest = row[found.end() :].lstrip() if found else ""
    return found is not None and (found.end() == len(row) or rest.startswith("@"))


def is_answer_to_name(row: str) -> bool:
    """The same where a name stands in the same line: `Replying to Jane Doe`."""
    found = _ANSWER.match(row + " ")
    rest = row[found.end() :] if found else ""
    return rest[:1] == " " and len(rest.split()) <= NAME_WORDS and row[-1:].isalnum()


def answered(rows: Sequence[str]) -> tuple[int, bool]:
    """How many lines name who is answered, and whether they say so in a known language.

    The accounts have lines of their own, with `and` between them and `and 2 others` behind.
    """
    if len(rows) > 1 and is_answer_to_name(rows[0].strip()):
        return 1, True
    if len(rows) < 3 or not mentions.is_alone(rows[1]):
        return 0, False
    first = rows[0].strip()
    known = is_answer(first)
    if not known and (len(first) > ASIDE or not first or not _PUNCTUATION.isdisjoint(first)):
        return 0, False
    at = 2
    while at + 1 < len(rows) and len(rows[at].strip()) < 6 and mentions.is_alone(rows[at + 1]):
        at += 2
    if at < len(rows) and rows[at][:1].isspace() and known and any(map(str.isdigit, rows[at])):
        at += 1
    goes_on = at >= len(rows) or not rows[at].strip() or not mentions.begins(rows[at]) or rows[at][0].islower()
    return (at, known) if known or not goes_on else (0, False)


def is_quote(row: str) -> bool:
    """Does a line part a post from the one that it quotes?"""
    return _QUOTE.fullmatch(row) is not None


def is_aside(row: str) -> bool:
    """Is a line below a post's last words none of them?"""
    return _ASIDE.fullmatch(row) is not None


def above_poll(rows: Sequence[str]) -> int:
    """How many lines stand above the answers that readers could choose, each with its share above or below it.

    What says how many voted stands below the last share, or below the last answer. A post that gives shares goes on.
    """
    shares = [at for at, row in enumerate(rows) if _SHARE.fullmatch(row)]
    if len(shares) < 2:
        return len(rows)
    votes = [row[0].isdigit() for row in rows[shares[-1] + 1 :] if row][:2]
    if votes and not any(votes):
        return len(rows)
    first = shares[0] if votes and not votes[0] else shares[0] - 1
    return first if first > 0 else len(rows)


def above_notes(rows: Sequence[str]) -> int:
    """How many lines stand above what others say of a post: readers' notes, a translation of its words."""
    filled = [at for at, row in enumerate(rows) if row and not is_own(row)]
    return next(
        (at for at in filled[1:] if _NOTE.fullmatch(rows[at]) or _parts(rows[at], goes_on=at < filled[-1])), len(rows)
    )


def _parts(row: str, *, goes_on: bool) -> bool:
    """Does a translation follow a line? Where nothing does, its author may have signed with it."""
    return goes_on and _TRANSLATED.fullmatch(row) is not None
