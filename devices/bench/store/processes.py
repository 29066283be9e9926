"""Processes that begin quickly, as what they need is loaded once and for all of them."""

from multiprocessing import get_all_start_methods, get_context
from multiprocessing.context import BaseContext


def prepared(*modules: str) -> BaseContext:
    """A way to start processes: forked, where the system can do that, from one that has loaded some modules.

    Args:
        modules: their dotted names.
    """
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(["__main__", *modules])
    return context
