"""What a person meets at the prompt: parse, call one service, present its outcome."""
