"""Parameters to picture: avatar packs that are data, the rig that draws them, mouth and idle life."""
