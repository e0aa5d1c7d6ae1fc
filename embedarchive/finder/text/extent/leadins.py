"""How articles lead in a post, and how people speak of themselves, in the languages of most articles: data, no code."""

from __future__ import annotations


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


SAID = _words(
    """
    tweeted tweets wrote writes said says posted added replied responded asked noted commented announced shared
    twitterte twittert schrieb schreibt sagte postete kommentierte antwortete erklärte teilte fragte tweeté écrit
    écrivait dit déclaré publié posté répondu ajouté commenté annoncé partagé tweete tweetait tuiteó tuitea escribió
    escribe dijo publicó posteó respondió añadió comentó anunció compartió señaló tuitou escreveu escreve disse
    publicou postou respondeu acrescentou comentou anunciou compartilhou afirmou twittato scritto scrive detto
    pubblicato postato risposto aggiunto commentato annunciato condiviso twitterde tweette schreef schrijft zei
    plaatste antwoordde reageerde deelde meldde vroeg написал написала пишет сообщил сообщила заявил заявила твитнул
    ответил ответила добавил опубликовал написав написала пише повідомив повідомила заявив відповів додав
    опублікував napisał napisała pisze powiedział opublikował skomentował odpowiedział dodał skrev skriver sa säger
    svarade tvittrade sagde skrifter twitrede kirjoitti twiittasi sanoi yazdı paylaştı dedi söyledi tweetledi
    wondered wonders explained argued joked claimed warned suggested reacted quipped pondered complained insisted
    agreed disagreed continued concluded confirmed admitted urged thanked captioned remarked observed recalled
    fragte wunderte kritisierte lobte warnte reagierte bemerkte scherzte meinte demandé réagi plaisanté ironisé
    expliqué estimé préguntó preguntó explicó bromeó advirtió reaccionó criticó perguntou explicou brincou alertou
    reagiu criticou chiesto spiegato scherzato reagito grapte waarschuwde legde concludeerde спросил объяснил
    пошутил отметил спитав пояснив зазначив zapytał wyjaśnił zażartował ostrzegł frågade förklarade skämtade sordu
    uyardı espri bertanya menjelaskan açıkladı menulis mencuit mengatakan viết cho chia كتب كتبت غرد غردت قال قالت
    نشر نشرت أضاف लिखा कहा ट्वीट כתב כתבה צייץ אמר εγραψε έγραψε είπε δήλωσε tweet tweets tweeten tuit tuits tuíte
    thread tråd
    """
)
"""Verbs of saying and names of a post."""

SAID_UNSPACED = (
    *(
        "ツイート",
        "つぶやき",
        "書いた",
        "述べ",
        "投稿",
        "呟",
        "という話",
        "指摘",
        "コメント",
        "返信",
        "リプライ",
        "教えて",
        "質問",
        "反応",
        "ツィート",
        "曰く",
        "によると",
        "こちら",
        "以下",
        "写道",
        "表示",
        "发推",
        "發推",
        "推文",
        "回应",
        "回應",
        "评论",
        "評論",
        "网友",
        "網友",
        "如下",
        "问道",
        "說道",
        "说道",
        "指出",
        "说：",
        "說：",
    ),
    *("트윗", "라고", "적었", "말했", "올렸", "댓글", "다음과 같", "밝혔", "답했", "ทวีต", "เขียน", "โพสต์"),
)
"""The same where words are not parted by blanks."""

SHOWN = _words(
    """
    here here's here’s this these that look looks watch see below following hier dies diese dieser dieses so folgende
    folgendes sehen voici voilà ici ceci regardez aquí aqui este esta estos estas así mira isto assim veja ecco questo
    questa così guarda zo dit deze dat kijk вот так это смотрите ось так це дивіться oto tak tutaj zobacz här detta så
    her dette tässä näin işte bu şöyle ini berikut inilah đây هنا هذا هذه إليكم यह ये यहाँ देखिए הנה כך ιδού εδώ αυτό
    example beispiel beispielsweise exemple ejemplo exemplo esempio voorbeeld bijvoorbeeld например наприклад przykład
    exempel eksempel örneğin contoh
    """
)
"""What a line begins with that shows what follows it."""

SHOWN_UNSPACED = (
    *("こちら", "以下", "これ", "次の", "例えば", "たとえば", "如下", "这是", "這是", "以下是", "例如"),
    *("다음", "이것", "นี่"),
)
"""The same where words are not parted by blanks."""

OTHERS = _words(
    """
    another others other someone somebody many some several one andere anderer anderen anderes jemand viele einige
    mancher manche d'autres d’autres certains certaines plusieurs quelqu'un quelqu’un beaucoup otro otra otros otras
    alguien muchos muchas algunos algunas outro outra outros outras alguém muitos muitas alguns algumas altri altre
    altro un'altra qualcuno molti alcuni ander iemand velen sommige другой другая другие кто-то многие некоторые
    інший інша інші хтось багато деякі inny inna inni ktoś wielu niektórzy annan andra någon många några başka
    başkaları biri birçok bazı lainnya seseorang banyak آخرون آخر كثيرون بعض
    """
)
"""What a sentence begins with that speaks of others than the one who writes."""

OTHERS_UNSPACED = (
    "ほかに",
    "他に",
    "別の",
    "次のような",
    "また、",
    "也有人",
    "有人",
    "另一",
    "其他",
    "다른",
    "어떤",
    "บางคน",
)
"""The same where words are not parted by blanks."""

OWN = _words(
    """
    i i'm i’m i've i’ve i'll i’ll i'd i’d my me mine myself we we're we’re we've we’ve our us you your ich mein
    meine meinen meiner mir mich wir unser unsere uns je j’ai j'ai mon ma mes moi nous notre nos yo mi mis me nos
    nosotros nuestro nuestra eu meu minha meus minhas nós nosso nossa io mio mia miei noi nostro nostra ik mijn mij
    wij ons onze я мне мой моя мы наш нам наша мої мій мені ми ja mój moja mnie my nasz nam jag min mitt mina vi vår
    jeg mit mine vores minä mun me ben benim biz bizim saya aku kami kita tôi mình أنا نحن لي मैं हम मेरा אני אנחנו
    שלי εγώ εμείς μου μας
    """
)
"""Words of the first and second person."""

OWN_UNSPACED = ("私", "僕", "俺", "我", "うち", "自分", "나는", "내가", "우리", "저는", "제가", "ผม", "ฉัน", "เรา")
