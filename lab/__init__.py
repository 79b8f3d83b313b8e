"""The lab: guests with a real kernel and real NIC drivers, under software emulation. See README.md."""
