from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """How readers get pages."""

    name = "ketaguide.delivery"
    # The name of its table and of its migrations from when this was the whole of `ketaguide`.
    label = "ketaguide"
    verbose_name = "Delivery"
