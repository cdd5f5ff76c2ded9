"""Random values of every allowed kind, for the tests of the wire."""

from hypothesis import strategies as st

from lobby.wire.values import INTEGER_MAX, Value

integers = st.integers(-INTEGER_MAX, INTEGER_MAX)
# Few different scalars, so that equal parts, and True beside 1, come often.
scalars = st.none() | st.booleans() | st.sampled_from([0, 1, 2, "", "a", b""])
any_scalars = scalars | integers | st.text(max_size=8) | st.binary(max_size=8)
keys = st.sampled_from(["a", "b", "c", "value", "set", "change"]) | st.text(max_size=3)


def nested(leaves: st.SearchStrategy[Value], max_leaves: int = 20) -> st.SearchStrategy[Value]:
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=6) | st.dictionaries(keys, inner, max_size=4),
        max_leaves=max_leaves,
    )


values = nested(any_scalars)
similar_values = nested(scalars)
