# SPDX-License-Identifier: GPL-3.0-or-later
"""The phones that GPT-SoVITS was trained on and their numbers."""

from models.gpt_sovits.phones.inventory import UNKNOWN, Inventory, InventoryVersion, inventory

__all__ = ["UNKNOWN", "Inventory", "InventoryVersion", "inventory"]
