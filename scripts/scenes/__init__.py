"""Made pictures of what has no set: digits large or drawn with a pen, on paper as the world has it.

    28x28 or strokes -> ink (strokes) -> a page of ink -> a picture (paper)

Whatever tests and trials need of the world is composed here from MNIST's digits and from strokes drawn for the project.
"""
