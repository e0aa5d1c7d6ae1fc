"""What others, or an owner's key, say of a digest: bytes in, a judgement out. Nothing is fetched or kept here.

The cryptography is that of the extra `evidence`; each module imports it where it is used.
"""
