"""What every HTTP door needs: request ids, the client's address, headers, CORS and problems."""
