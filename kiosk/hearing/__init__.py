"""What the shopper said: microphone audio to endpointed utterances."""
