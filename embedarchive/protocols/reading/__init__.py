"""Reading what platforms answer: JSON, HTML, linked data, oEmbed, ActivityPub, and facts that many of them tell."""
