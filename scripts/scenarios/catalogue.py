"""What the generator draws from: agreements with their papers, goods, firms, ports, carriers.

Written by hand beside agreements.toml, not from it, so that a slip there shows in the figures.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Papers:
    """How goods of one country come under one agreement: who makes the proof, in which form."""

    agreement: str
    country: str
    capacity: str
    """`issuing_body` for a certificate, otherwise who declares."""
    criterion: str | None
    edition: str
    usage: str
    language: str = "en"


PAPERS = (
    Papers("RCEP", "VN", "issuing_body", "CTC", "HS2022", "single_shipment"),
    Papers("RCEP", "CN", "issuing_body", "WO", "HS2022", "single_shipment"),
    Papers("RCEP", "KR", "approved_exporter", "PE", "HS2022", "single_shipment"),
    Papers("RCEP", "AU", "exporter", "WO", "HS2022", "single_shipment"),
    Papers("CPTPP", "MX", "producer", "PSR", "HS2012", "single_shipment", "es"),
    Papers("CPTPP", "NZ", "exporter", "A", "HS2012", "blanket"),
    Papers("JP-EU", "IT", "registered_exporter", "C1", "HS2017", "single_shipment", "it"),
    Papers("JP-EU", "FR", "exporter", "A", "HS2017", "blanket", "fr"),
    Papers("JP-UK", "GB", "exporter", "B", "HS2017", "single_shipment"),
    Papers("JP-TH", "TH", "issuing_body", None, "HS2017", "single_importation"),
    Papers("JP-MY", "MY", "issuing_body", None, "HS2002", "single_importation"),
    Papers("JP-ID", "ID", "issuing_body", "B", "HS2017", "single_importation"),
    Papers("AJCEP", "PH", "issuing_body", "WO", "HS2017", "single_shipment"),
    Papers("JP-IN", "IN", "issuing_body", None, "HS2007", "single_shipment"),
    Papers("JP-AU", "AU", "issuing_body", None, "HS2012", "single_shipment"),
    Papers("JP-CH", "CH", "issuing_body", None, "HS2007", "single_shipment"),
)


@dataclass(frozen=True)
class Goods:
    """An article: its code in every edition (six digits that none of them changed), and what it weighs and
    costs.
    """

    description: str
    code: str
    unit: str
    kilograms: int
    """Of one unit, in grams."""
    price: int
    """Of one unit, in cents."""


GOODS = (
    Goods("Cotton shirts for men", "620520", "C62", 260, 740),
    Goods("Porcelain tableware", "691110", "C62", 410, 220),
    Goods("Roasted coffee", "090121", "KGM", 1_000, 560),
    Goods("Leather handbags", "420221", "C62", 850, 8_900),
    Goods("Uncooked pasta", "190219", "KGM", 1_000, 130),
    Goods("Gear boxes for machines", "848340", "C62", 24_000, 61_000),
    Goods("Frozen boneless beef", "020230", "KGM", 1_000, 920),
    Goods("Fresh kiwifruit", "081050", "KGM", 1_000, 310),
    Goods("Plywood panels", "441231", "MTQ", 600_000, 48_000),
    Goods("Wooden bedroom furniture", "940350", "C62", 38_000, 16_500),
    Goods("Sparkling wine", "220410", "LTR", 1_500, 1_150),
    Goods("Toilet paper", "481810", "KGM", 1_000, 140),
)

FIRST = (
    "Blue River", "Golden Star", "Pacific", "Eastern Sun", "Northern Hills", "Harbour", "Cedar",
    "Silver Coast", "Evergreen Valley", "Red Lotus", "Mountain Spring", "Great Bay",
)  # fmt: skip
TRADES = ("Trading", "Industries", "Manufacturing", "Foods", "Exports", "Works", "Mills", "Products")
FORMS = {
    "VN": "JSC", "CN": "Co., Ltd.", "KR": "Corp.", "AU": "Pty Ltd", "MX": "SA de CV", "NZ": "Limited",
    "IT": "S.r.l.", "FR": "SAS", "GB": "Ltd", "TH": "Co., Ltd.", "MY": "Sdn Bhd", "ID": "PT", "PH": "Inc.",
    "IN": "Pvt Ltd", "CH": "AG", "JP": "KK",
}  # fmt: skip
PORTS = {
    "VN": "VNHPH", "CN": "CNSHA", "KR": "KRPUS", "AU": "AUMEL", "MX": "MXZLO", "NZ": "NZTRG", "IT": "ITGOA",
    "FR": "FRLEH", "GB": "GBFXT", "TH": "THLCH", "MY": "MYPKG", "ID": "IDTPP", "PH": "PHMNL", "IN": "INNSA",
    "CH": "CHBSL",
}  # fmt: skip
JAPANESE_PORTS = ("JPTYO", "JPYOK", "JPUKB", "JPOSA", "JPNGO")
CARRIERS = ("Blue Ocean Line", "Meridian Shipping", "Trans-Asia Lines")
OFFICES = ("1A", "1B", "3K", "4F", "5N")
OWNERS = ("MSKU", "TGHU", "CSQU", "HLXU", "OOLU", "TEMU")
