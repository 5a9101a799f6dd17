/// The lowest point of a smooth function.
/// Source: Nocedal & Wright 2006 "Numerical Optimization", algorithm 6.1 (BFGS).
struct QuasiNewton {
    let place: [Double]
    let value: Double
    let gradient: [Double]
    let iterations: Int

    /// - Parameters:
    ///   - tolerance: largest entry of the gradient at the end.
    ///   - function: value and gradient; not finite where it is not defined.
    init(
        from start: [Double], tolerance: Double = 1e-9, most: Int = 500,
        _ function: ([Double]) -> (value: Double, gradient: [Double])
    ) throws(Unfit) {
        let p = start.count
        var x = start
        var (value, gradient) = function(x)
        guard value.isFinite else { throw .unsettled(iterations: 0) }
        var inverse = Matrix.identity(p)
        var fresh = true
        for round in 1...most {
            if QuasiNewton.largest(gradient) < tolerance {
                (place, self.value, self.gradient, iterations) = (x, value, gradient, round)
                return
            }
            var direction = (inverse * gradient).map { -$0 }
            if dot(direction, gradient) >= 0 {
                inverse = Matrix.identity(p)
                fresh = true
                direction = gradient.map { -$0 }
            }
            if fresh {
                let size = QuasiNewton.largest(direction)
                if size > 1 { direction = direction.map { $0 / size } }
            }
            guard
                let found = QuasiNewton.search(x, value, gradient, direction, function)
            else {
                if fresh {
                    // Rounding leaves no step to go: this is as low as the function tells.
                    guard QuasiNewton.largest(gradient) < 1e3 * tolerance else {
                        throw .unsettled(iterations: round)
                    }
                    (place, self.value, self.gradient, iterations) = (x, value, gradient, round)
                    return
                }
                inverse = Matrix.identity(p)
                fresh = true
                continue
            }
            let step = zip(found.place, x).map { $0 - $1 }
            let change = zip(found.gradient, gradient).map { $0 - $1 }
            QuasiNewton.update(&inverse, step, change, fresh: fresh)
            fresh = false
            (x, value, gradient) = (found.place, found.value, found.gradient)
        }
        throw .unsettled(iterations: most)
    }

    private static func largest(_ x: [Double]) -> Double {
        x.reduce(0) { max($0, abs($1)) }
    }

    /// Shorter steps until the function falls enough. Close to the end its differences are lost in
    /// rounding while its slope still tells; then the slope decides.
    /// Source: Hager & Zhang 2005, SIAM Journal on Optimization 16 (approximate Wolfe conditions).
    private static func search(
        _ x: [Double], _ value: Double, _ gradient: [Double], _ direction: [Double],
        _ function: ([Double]) -> (value: Double, gradient: [Double])
    ) -> (place: [Double], value: Double, gradient: [Double])? {
        let slope = dot(direction, gradient)
        var length = 1.0
        for _ in 0..<60 {
            let tried = zip(x, direction).map { $0 + length * $1 }
            let found = function(tried)
            if found.value.isFinite {
                if found.value <= value + 1e-4 * length * slope {
                    return found.value < value || length * abs(slope) > 0
                        ? (tried, found.value, found.gradient) : nil
                }
                if found.value <= value + 1e-13 * abs(value),
                    abs(dot(direction, found.gradient)) <= 0.8 * abs(slope)
                {
                    return (tried, found.value, found.gradient)
                }
            }
            length *= 0.4
        }
        return nil
    }

    private static func update(
        _ inverse: inout Matrix, _ step: [Double], _ change: [Double], fresh: Bool
    ) {
        let curvature = dot(step, change)
        guard curvature > 1e-14 * dot(change, change) else { return }
        let p = step.count
        if fresh {
            let scale = curvature / dot(change, change)
            for i in 0..<p { inverse[i, i] = scale }
        }
        let moved = inverse * change
        let factor = (1 + dot(change, moved) / curvature) / curvature
        for i in 0..<p {
            for j in 0..<p {
                inverse[i, j] +=
                    factor * step[i] * step[j]
                    - (moved[i] * step[j] + step[i] * moved[j]) / curvature
            }
        }
    }

    /// Second derivatives from differences of gradients.
    static func hessian(
        at x: [Double], step: Double = 1e-4,
        _ function: ([Double]) -> (value: Double, gradient: [Double])
    ) -> Matrix {
        let p = x.count
        var result = Matrix(rows: p, columns: p)
        for i in 0..<p {
            var up = x
            var down = x
            up[i] += step
            down[i] -= step
            let above = function(up).gradient
            let below = function(down).gradient
            for j in 0..<p { result[i, j] = (above[j] - below[j]) / (2 * step) }
        }
        for i in 0..<p {
            for j in 0..<i {
                let mean = (result[i, j] + result[j, i]) / 2
                result[i, j] = mean
                result[j, i] = mean
            }
        }
        return result
    }
}
