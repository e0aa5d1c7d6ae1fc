"""What platforms declare to be the same question: two addresses of each that are, and one that is not."""

from __future__ import annotations

import pytest

from embedarchive import platforms

ID = "1591167663165898754"
SAME = {
    "tweet-result": (
        f"https://cdn.syndication.twimg.com/tweet-result?id={ID}&lang=en&token=abc",
        f"https://cdn.syndication.twimg.com/tweet-result?features=a%3A%3Bb&token=x1&id={ID}",
        f"https://cdn.syndication.twimg.com/tweet-result?id={ID[:-1]}5&lang=en&token=abc",
    ),
    "oEmbed": (
        f"https://publish.twitter.com/oembed?url=https%3A%2F%2Ftwitter.com%2Fi%2Fstatus%2F{ID}&omit_script=1",
        f"https://publish.twitter.com/oembed?dnt=true&url=https://x.com/ann_ph/status/{ID}?s=20",
        f"https://publish.twitter.com/oembed?url=https://x.com/ann_ph/status/{ID[:-1]}5",
    ),
    "oEmbed of others": (
        "https://www.youtube.com/oembed?url=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3Dw7Ft2ymGmfc&format=json",
        "https://www.youtube.com/oembed?format=json&url=https://youtu.be/w7Ft2ymGmfc",
        "https://www.youtube.com/oembed?format=json&url=https://youtu.be/w7Ft2ymGmfC",
    ),
    "pictures of X": (
        "https://pbs.twimg.com/media/FhAbCdEfGhIjKlM?format=jpg&name=orig",
        "https://pbs.twimg.com/media/FhAbCdEfGhIjKlM.jpg:large",
        "https://pbs.twimg.com/media/FhAbCdEfGhIjKlm.jpg",
    ),
    "portraits of X": (
        "https://pbs.twimg.com/profile_images/12/AbCdEfGh_normal.jpg",
        "https://pbs.twimg.com/profile_images/12/AbCdEfGh.jpg",
        "https://pbs.twimg.com/profile_images/13/AbCdEfGh.jpg",
    ),
    "videos of X": (
        "https://video.twimg.com/ext_tw_video/12345/pu/vid/avc1/1280x720/AbCd.mp4?tag=12",
        "https://video.twimg.com/ext_tw_video/12345/pu/vid/320x180/EfGh.mp4",
        "https://video.twimg.com/ext_tw_video/12345/pu/vid/avc1/0/0/1280x720/AbCd.mp4",  # a fragment
    ),
    "Instagram's embed": (
        "https://www.instagram.com/p/C2kSJdxu3Mr/embed/captioned/",
        "https://www.instagram.com/reel/C2kSJdxu3Mr/embed/captioned?cr=1&v=14&wp=658&rd=https%3A%2F%2Fa.example&rp=%2Fx",
        "https://www.instagram.com/p/C2kSJdxu3MR/embed/captioned/",
    ),
    "Instagram's files": (
        "https://scontent-ams2-1.cdninstagram.com/v/t51.2885-15/123456789_987654321_n.jpg?stp=p640&oe=1",
        "https://scontent-fra3-2.cdninstagram.com/v/t51.2885-15/e35/123456789_987654321_n.jpg?stp=p1080",
        "https://scontent-ams2-1.cdninstagram.com/v/t51.2885-15/123456789_987654322_n.jpg?stp=p640&oe=1",
    ),
    "Bluesky's threads": (
        "https://public.api.bsky.app/xrpc/app.bsky.feed.getPostThread?uri=at://did:plc:ab/app.bsky.feed.post/3lk&depth=0",
        "https://api.bsky.app/xrpc/app.bsky.feed.getPostThread?depth=6&uri=at%3A%2F%2Fdid%3Aplc%3Aab%2Fapp.bsky.feed.post%2F3lk",
        "https://public.api.bsky.app/xrpc/app.bsky.feed.getPostThread?uri=at://did:plc:ab/app.bsky.feed.post/3lj&depth=0",
    ),
    "Bluesky's pictures": (
        "https://cdn.bsky.app/img/feed_fullsize/plain/did:plc:ab/bafkreia@jpeg",
        "https://cdn.bsky.app/img/feed_thumbnail/plain/did:plc:ab/bafkreia",
        "https://cdn.bsky.app/img/feed_fullsize/plain/did:plc:ab/bafkreib@jpeg",
    ),
    "Weibo's interface": (
        "https://m.weibo.cn/statuses/show?id=MfZ2k9abc",
        "https://weibo.com/ajax/statuses/show?locale=zh-CN&id=4838095482184086",
        "https://m.weibo.cn/statuses/show?id=MfZ2k9abd",
    ),
    "YouTube's stills": (
        "https://i.ytimg.com/vi/w7Ft2ymGmfc/maxresdefault.jpg",
        "https://img.youtube.com/vi_webp/w7Ft2ymGmfc/hqdefault.webp?sqp=a",
        "https://i.ytimg.com/vi/w7Ft2ymGmfc/2.jpg",
    ),
    "Mastodon's pictures": (
        "https://files.one.example/media_attachments/files/109/1/original/ab12.png",
        "https://files.one.example/media_attachments/files/109/1/small/ab12.webp",
        "https://files.one.example/media_attachments/files/109/2/original/ab12.png",
    ),
    "Reddit's pictures": (
        "https://i.redd.it/ab12cd34ef.jpg",
        "https://preview.redd.it/the-bridge-v0-ab12cd34ef.jpg?width=640&s=1",
        "https://preview.redd.it/the-bridge-v0-ab12cd34eg.jpg?width=640&s=1",
    ),
    "Telegram's widget": (
        "https://t.me/harbour_news/2351?embed=1",
        "https://t.me/harbour_news/2351?embed=1&mode=tme&dark=1",
        "https://t.me/harbour_news/2351?embed=1&comment=7",
    ),
    "Flickr's photos": (
        "https://live.staticflickr.com/65535/52345678901_ab12_b.jpg",
        "https://live.staticflickr.com/65535/52345678901_cd34_o.jpg",
        "https://live.staticflickr.com/65535/52345678902_ab12_b.jpg",
    ),
    "Imgur's pictures": ("https://i.imgur.com/AbCdEfG.jpg", "https://i.imgur.com/AbCdEfGl.jpg", "https://i.imgur.com/AbCdEfg.jpg"),
    "Pinterest's pictures": (
        "https://i.pinimg.com/originals/ab/cd/ef/abcdef12.png",
        "https://i.pinimg.com/236x/ab/cd/ef/abcdef12.jpg",
        "https://i.pinimg.com/236x/ab/cd/ef/abcdef13.jpg",
    ),
    "Tumblr's pictures": (
        "https://64.media.tumblr.com/ab12/cd34-ef/s1280x1920/one.jpg",
        "https://64.media.tumblr.com/ab12/cd34-ef/s640x960/two.jpg",
        "https://64.media.tumblr.com/ab12/cd35-ef/s640x960/two.jpg",
    ),
    "TikTok's pictures": (
        "https://p16-sign-va.tiktokcdn.com/obj/ab12~tplv-photomode.jpeg?x-expires=1",
        "https://p16-sign-va.tiktokcdn.com/obj/ab12~c5_720x720.webp",
        "https://p16-sign-va.tiktokcdn.com/obj/ab13~c5_720x720.webp",
    ),
    "Vimeo's stills": (
        "https://i.vimeocdn.com/video/1234567890-abcdef-d_1280x720.jpg",
        "https://i.vimeocdn.com/video/1234567890-abcdef-d_640?r=pad",
        "https://i.vimeocdn.com/video/1234567891-abcdef-d_640",
    ),
}  # fmt: skip


@pytest.mark.parametrize("named", SAME)
def test_the_same_question_in_other_words(named: str) -> None:
    """Two ways to ask for one thing, and a way to ask for another."""
    one, other, different = SAME[named]
    assert platforms.question(one) == platforms.question(other) is not None
    assert platforms.question(one) != platforms.question(different)


def test_an_address_of_nobody_asks_no_question() -> None:
    """A page of a site, and a host that only looks like a platform's."""
    for url in ("https://news.example/a", f"https://cdn.syndication.twimg.com.evil.example/tweet-result?id={ID}", "x"):
        assert platforms.question(url) is None
