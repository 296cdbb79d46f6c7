"""The law as pure functions: arguments in, answer out; codes and dates, never words for a screen."""
