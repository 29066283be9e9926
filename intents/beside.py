"""Several networks as if they were one."""

from collections.abc import Sequence

from intents.network import Network, Node


class Beside(Network):
    """Networks side by side: their nodes are numbered in turn, and their lists have names of their own.

    Args:
        networks: in any order; they may grow.
    """

    def __init__(self, networks: Sequence[Network]) -> None:
        super().__init__()
        self._networks = tuple(networks)
        self._made: dict[int, Node] = {}

    def number(self, network: int, node: int) -> int:
        """What a node of one of the networks is called here."""
        return node * len(self._networks) + network

    @staticmethod
    def name(network: int, name: str) -> str:
        """What a list of one of the networks is called here."""
        return f"{network} {name}"

    def __getitem__(self, number: int) -> Node:
        if number not in self._made:
            node, network = divmod(number, len(self._networks))
            self._made[number] = self._renamed(network, self._networks[network][node])
        return self._made[number]

    def _renamed(self, network: int, node: Node) -> Node:
        def there(to: int) -> int:
            return self.number(network, to)

        return Node(
            words={word: [(there(to), cost) for to, cost in after] for word, after in node.words.items()},
            lists=[(self.name(network, name), there(to), cost) for name, to, cost in node.lists],
            opens=[(there(to), cost) for to, cost in node.opens],
            skips=[(there(to), cost) for to, cost in node.skips],
            ending=node.ending,
        )
