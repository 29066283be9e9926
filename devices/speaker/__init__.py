"""The live front end: microphone and loudspeaker."""
