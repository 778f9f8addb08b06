class Steady:
    def see(self, mind, frame):
        return (frame, frame - mind[0])  # where the dot is, and how fast it goes
    def expect(self, mind):
        return (mind[0] + mind[1], mind[1])

def foresight(model, frames, context):
    """How far off each frame after the context is foreseen."""
    mind, errors = (0, 0), []
    for t, frame in enumerate(frames):
        mind = model.see(mind, frame)
        if t >= context:
            errors.append(abs(mind[0] - frame))
    return errors

print(foresight(Steady(), [1, 2, 3, 4, 6, 9], context=3))
