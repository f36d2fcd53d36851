"""The Python client of wachtpost: push, outbox and alerts with the guarantees of the C client.

For use from a program, in this order: keys.Keys, line.Connection, outbox.Outbox with
Outbox.add and sender.Sender, alerts.Subscription. `python3 -m wachtpost` is made of the same."""
