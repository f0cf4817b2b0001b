package dev.tunewright.engine.nn;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;

/** Weights that no symmetry makes equal, the same in each run. */
final class RandomWeights {

    private RandomWeights() {}

    static void fill(NDManager manager, Parameters parameters) {
        Engine.getEngine("PyTorch").setRandomSeed(7);
        parameters
                .declared()
                .forEach(weight -> Parameters.copy(
                        manager.randomNormal(0, 0.5f, weight.shape(), DataType.FLOAT32), parameters.view(weight)));
    }
}
