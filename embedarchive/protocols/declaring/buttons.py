"""What the buttons below a post are called, in the languages of most readers: data, no code."""

from __future__ import annotations


def _named(listed: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in listed.strip().split("|"))


LIKE = _named("""
    Like | Vind ik leuk | Leuk | Gefällt mir | J’aime | J'aime | Me gusta | Curtir | Gosto | Mi piace | Lubię to!
    | Lubię to | Beğen | Нравится | Подобається | أعجبني | いいね！ | Gilla | Suka | 赞 | 讚 | 좋아요
""")
COMMENT = _named("""
    Comment | Opmerking plaatsen | Reageren | Kommentieren | Commenter | Comentar | Commenta | Skomentuj | Komentarz
    | Yorum Yap | Yorum yap | Комментировать | Коментувати | تعليق | コメントする | コメント | Kommentera | Komentari
    | 评论 | 留言 | 댓글 달기
""")
REPLY = _named("""
    Reply | Beantwoorden | Antworten | Répondre | Responder | Rispondi | Odpowiedz | Yanıtla | Ответить | Відповісти
    | رد | 返信 | 返信する | Svara | Balas | 回复 | 回覆 | 답글
""")
REPOST = _named("""
    Repost | Reposten | Republier | Repostear | Repostar | Ripubblica | Opublikuj ponownie | Yeniden gönder | Репост
    | Повторити допис | إعادة نشر | 再投稿 | Återpublicera | 转发 | 轉發 | 리포스트
""")
SHARE = _named("""
    Share | Delen | Teilen | Partager | Compartir | Compartilhar | Partilhar | Condividi | Udostępnij | Paylaş
    | Поделиться | Поширити | مشاركة | シェアする | シェア | Dela | Bagikan | 分享 | 공유하기
""")
SAVE = _named("""
    Save | Opslaan | Speichern | Enregistrer | Guardar | Salvar | Salva | Zapisz | Kaydet | Сохранить | Зберегти | حفظ
    | 保存する | Spara | Simpan | 收藏 | 저장
""")
TRANSLATE = _named("""
    Translate | Vertalen | Übersetzen | Traduire | Traducir | Traduzir | Traduci | Przetłumacz | Çevir | Перевести
    | Перекласти | ترجمة | 翻訳 | Översätt | Terjemahkan | 翻译 | 번역하기
""")
SEND = _named("""
    Send | Verzenden | Senden | Envoyer | Enviar | Invia | Wyślij | Gönder | Отправить | Надіслати | إرسال | 送信
    | Skicka | Kirim | 发送 | 傳送 | 보내기
""")
FOLLOW = _named("""
    Follow | Following | Volgen | Folgen | Suivre | Seguir | Segui | Obserwuj | Takip Et | Takip et | Подписаться
    | Читать | Стежити | متابعة | フォロー | フォローする | Följ | Ikuti | 关注 | 追蹤 | 팔로우
    | Verified | · | • | More | more
""")
"""The buttons beside a name, and what else stands there."""

MORE = _named("""
    See more | Show more | Read more | Read less | more | …more | Meer weergeven | Mehr ansehen | Mehr anzeigen
    | Voir plus | En voir plus | Afficher la suite | Ver más | Ver mais | Mostra altro | Altro... | Zobacz więcej
    | Devamını gör | Ещё | Показать ещё | Більше | Показати більше | عرض المزيد | もっと見る | Visa mer | 더 보기 | 展开
    | Meer informatie | Weniger anzeigen | Mehr dazu | Lire la suite | Leer más | Ler mais
""")
"""What opens the rest of the words."""

TRANSLATED = _named("""
    See translation | Vertaling weergeven | Vertaling bekijken | Übersetzung anzeigen | Voir la traduction
    | Ver traducción | Ver tradução | Vedi traduzione | Zobacz tłumaczenie | Çeviriyi gör | Çevirisine Bak
    | Показать перевод | Переглянути переклад | عرض الترجمة | 翻訳を見る | Se översättning | Visa översättning
    | Lihat terjemahan | 查看翻译
""")
"""What shows the words in the reader's language."""
