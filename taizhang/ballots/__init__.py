"""测评票箱: secret ballots in a store of their own; no account, no journal, no clock, no backup."""
