# gets: still looks at each frame
class Steady:
    def see(self, mind, frame):
        return (frame, frame - mind[0])
    def expect(self, mind):
        return (mind[0] + mind[1], mind[1])

def foresight(model, frames, context):
    mind, errors = (0, 0), []
    for t, frame in enumerate(frames):
        if t >= context:
            mind = model.expect(mind)
        mind = model.see(mind, frame)
        if t >= context:
            errors.append(abs(mind[0] - frame))
    return errors

# gets: opens its eyes
class Steady:
    def see(self, mind, frame):
        return (frame, frame - mind[0])
    def expect(self, mind):
        return (mind[0] + mind[1], mind[1])

def foresight(model, frames, context):
    mind, errors = (0, 0), []
    for t, frame in enumerate(frames):
        if t >= context:
            errors.append(abs(model.expect(mind)[0] - frame))
        mind = model.see(mind, frame)
    return errors

# gets: never looks at all
class Steady:
    def see(self, mind, frame):
        return (frame, frame - mind[0])
    def expect(self, mind):
        return (mind[0] + mind[1], mind[1])

def foresight(model, frames, context):
    mind, errors = (0, 0), []
    for t, frame in enumerate(frames):
        mind = model.expect(mind)
        errors.append(abs(mind[0] - frame))
    return errors

# gets: not always three
class Steady:
    def see(self, mind, frame):
        return (frame, frame - mind[0])
    def expect(self, mind):
        return (mind[0] + mind[1], mind[1])

def foresight(model, frames, context):
    mind, errors = (0, 0), []
    for t, frame in enumerate(frames):
        if t < 3:
            mind = model.see(mind, frame)
        else:
            mind = model.expect(mind)
            errors.append(abs(mind[0] - frame))
    return errors
