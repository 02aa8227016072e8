"""What the issuing body of these tests has issued."""

NUMBER = "VN-2026-000777"
