import pytest
from pydantic import ValidationError

from assistant.shopping.carts import CartLine
from assistant.shopping.checkout import Checkout, CheckoutStatus, TotalLine
from assistant.shopping.fulfilment import FulfilmentOption
from assistant.shopping.money import Money
from assistant.shopping.products import Product, Variant
from assistant.stores.rules.quotes import Basis, Choices, quote
from assistant.stores.terms import Shop, Terms

PICKUP = FulfilmentOption(id="pickup", name="pickup", price=Money(amount=0))


def line(cents: int, quantity: int = 1) -> CartLine:
    price = Money(amount=cents)
    return CartLine(
        product_id="p", variant_id="p", name="p", quantity=quantity, unit_price=price, total=price * quantity
    )


def quoted(shop: Shop, cents: int, quantity: int = 1, *, address: bool) -> Checkout:
    product = Product(id="p", title="P", name="p", variant=Variant(id="p", price=Money(amount=cents)))
    basis = Basis(
        checkout_id="c",
        picked=((product, quantity),),
        shop=shop,
        choices=Choices(address=address),
        now=0,
        taken={},
    )
    return quote(basis).checkout


@pytest.mark.parametrize(
    ("money", "written"),
    [
        (Money(amount=499), "$4.99"),
        (Money(amount=5), "$0.05"),
        (Money(amount=0), "$0.00"),
        (Money(amount=-100), "-$1.00"),
        (Money(amount=123_456), "$1234.56"),
        (Money(amount=350, currency="EUR"), "€3.50"),
        (Money(amount=350, currency="JPY"), "¥350"),
        (Money(amount=1250, currency="CHF"), "12.50 CHF"),
        (Money(amount=1250, currency="KWD"), "1.250 KWD"),
    ],
)
def test_money_is_written_in_its_currency(money: Money, written: str) -> None:
    assert str(money) == written


def test_money_adds_subtracts_multiplies_and_compares() -> None:
    assert Money(amount=250) + Money(amount=50) == Money(amount=300)
    assert Money(amount=250) - Money(amount=300) == Money(amount=-50)
    assert Money(amount=250) * 3 == Money(amount=750)
    assert min(Money(amount=2), Money(amount=1)) == Money(amount=1)


def test_currencies_do_not_mix() -> None:
    with pytest.raises(ValueError, match="do not mix"):
        Money(amount=1) + Money(amount=1, currency="EUR")
    with pytest.raises(ValueError, match="do not mix"):
        _ = Money(amount=1) < Money(amount=1, currency="EUR")


def test_a_bill_that_does_not_add_up_is_refused() -> None:
    with pytest.raises(ValidationError, match="add up"):
        Checkout(
            id="c",
            status=CheckoutStatus.READY,
            lines=(line(100),),
            totals=(TotalLine(kind="subtotal", amount=Money(amount=100)),),
            total=Money(amount=101),
            fulfilment=PICKUP,
        )


DELIVERY = Terms(fee=399, free_from=3500)


@pytest.mark.parametrize(("subtotal", "fee"), [(1, 399), (3499, 399), (3500, 0), (9900, 0)])
def test_delivery_is_free_from_a_certain_sum(subtotal: int, fee: int) -> None:
    checkout = quoted(Shop(fulfilment=DELIVERY), subtotal, address=True)

    assert checkout.part("delivery") == checkout.fulfilment.price == Money(amount=fee)
    assert checkout.total == Money(amount=subtotal + fee)
    assert [part.kind for part in checkout.totals] == ["subtotal", "delivery"]


@pytest.mark.parametrize(("subtotal", "percent", "tax"), [(1000, 8.25, 83), (1018, 8.25, 84), (10, 7.0, 1)])
def test_tax_is_rounded_to_the_nearest_cent_and_half_a_cent_up(
    subtotal: int, percent: float, tax: int
) -> None:
    checkout = quoted(Shop(tax=percent, fulfilment=DELIVERY), subtotal, address=True)

    assert checkout.part("tax") == Money(amount=tax)
    assert checkout.total == Money(amount=subtotal + 399 + tax)


def test_a_tax_of_nothing_is_no_line_of_the_bill() -> None:
    checkout = quoted(Shop(tax=1.0, fulfilment=DELIVERY), 5, address=True)

    assert [part.kind for part in checkout.totals] == ["subtotal", "delivery"]


def test_picking_up_needs_no_address_and_costs_nothing() -> None:
    shop = Shop(fulfilment=Terms(kind="pickup", name="pickup", promise="in ten minutes", minutes=10))
    checkout = quoted(shop, 445, 2, address=False)

    assert checkout.status is CheckoutStatus.READY
    assert checkout.fulfilment.promise == "in ten minutes"
    assert [(part.kind, str(part.amount)) for part in checkout.totals] == [("subtotal", "$8.90")]


def test_delivering_needs_an_address_and_says_so() -> None:
    checkout = quoted(Shop(), 445, address=False)

    assert checkout.status is CheckoutStatus.NEEDS_BUYER
    assert [str(message) for message in checkout.messages] == ["The shop needs to know where to deliver to."]
