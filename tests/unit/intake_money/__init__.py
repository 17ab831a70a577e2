"""Rules of money: references, codes, notices of a bank, refunds, a day that adds up."""
