import Base
import Foundation
import Testing

@testable import Operations

/// Goldens of 05_csi_pls: semPLS, seminr, plspm.
@Suite("nuo analyze csi") struct CSIAnalysisTests {
    typealias Shared = AnalysisTests

    static let mobile = """
        latents:
          Image: [IMAG1, IMAG2, IMAG3, IMAG4, IMAG5]
          Expectation: [CUEX1, CUEX2, CUEX3]
          Quality: [PERQ1, PERQ2, PERQ3, PERQ4, PERQ5, PERQ6, PERQ7]
          Value: [PERV1, PERV2]
          Satisfaction: [CUSA1, CUSA2, CUSA3]
          Complaints: [CUSCO]
          Loyalty: [CUSL1, CUSL2, CUSL3]
        paths:
          - Image -> Expectation
          - Expectation -> Quality
          - Expectation -> Value
          - Quality -> Value
          - Image -> Satisfaction
          - Expectation -> Satisfaction
          - Quality -> Satisfaction
          - Value -> Satisfaction
          - Satisfaction -> Complaints
          - Image -> Loyalty
          - Satisfaction -> Loyalty
          - Complaints -> Loyalty

        """

    /// Runs with the model in a file of its own.
    static func run(
        _ model: String, _ options: [String] = ["--bootstrap", "0"], text: String? = nil,
        file: String = "mobi_seminr.csv"
    ) throws -> JSON {
        let path = NSTemporaryDirectory() + "nuo-csi-\(UUID().uuidString).yaml"
        try Data(model.utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try Shared.run("csi", ["--model", path] + options, text: text, file: file)
    }

    static func expectMap(
        _ found: JSON?, _ golden: JSON?, _ tolerance: Double, _ what: String,
        at location: SourceLocation = #_sourceLocation
    ) {
        for member in golden?.object?.members ?? [] {
            if member.value.object != nil {
                expectMap(found?[member.key], member.value, tolerance, what, at: location)
            } else {
                #expect(
                    Shared.near(found?[member.key], member.value, tolerance),
                    "\(what) \(member.key)", sourceLocation: location)
            }
        }
        #expect(golden?.object?.isEmpty == false, "\(what)", sourceLocation: location)
    }

    @Test(
        .enabled(if: Shared.hasData, "the shared data are not here"),
        arguments: ["path", "factorial", "centroid"])
    func asThePeers(_ scheme: String) throws {
        let values = try Shared.golden("ecsi_pls_mobi_\(scheme)", in: "05_csi_pls")
        let group = try Shared.group(Self.run(Self.mobile + "scheme: \(scheme)\nmode: A\n"))
        for (field, golden) in [
            ("paths", "paths"), ("r2", "R2"), ("loadings", "loadings"), ("weights", "weights"),
            ("ave", "AVE"), ("compositeReliability", "composite_reliability_rhoC"),
            ("rhoA", "rhoA"), ("htmt", "htmt"), ("totalEffects", "total_effects"),
            ("correlation", "latent_corr"),
        ] {
            Self.expectMap(group[field], values[golden], 1e-6, field)
        }
        for (name, value) in (values["index"]?.object?.members ?? []).map({ ($0.key, $0.value) }) {
            #expect(Shared.near(group["index"]?[name], value["acsi_0_100"], 1e-8))
            #expect(
                Shared.near(group["indexEqualWeights"]?[name], value["equal_weight_0_100"], 1e-8))
        }
        for latent in ["Image", "Quality", "Loyalty"] {
            #expect(Shared.near(group["alpha"]?[latent], values["alpha_std"]?[latent], 1e-8))
        }
        for path in group["pathEstimates"]?.array ?? [] {
            let golden = values["f2"]?[path["path"]?.string ?? ""]
            #expect(Shared.near(path["effectSize"], golden, 1e-6) && path["low"] == .null)
        }
        Shared.expect(group, [("goodnessOfFit", "GoF")], of: values, 1e-8)
        #expect(group["scale"] == [1, 10] && group["r2"]?["Image"] == .null)
    }

    @Test(.enabled(if: Shared.hasData, "the shared data are not here"))
    func consistent() throws {
        let values = try Shared.golden("ecsi_seminr_PLSc_mobi", in: "05_csi_pls")
        let group = try Shared.group(Self.run(Self.mobile, ["--estimator", "plsc"]))
        for path in group["paths"]?.object?.members ?? [] {
            let ends = path.key.split(separator: ">").map { $0.replacing("-", with: "") }
            let wanted = values["paths"]?[String(ends[0])]?[String(ends[1])]
            #expect(Shared.near(path.value, wanted, 1e-5), "\(path.key)")
        }
        Self.expectMap(group["r2"], values["rsq"]?["Rsq"], 1e-5, "R2")
        Self.expectMap(group["adjustedR2"], values["rsq"]?["AdjRsq"], 1e-5, "adjusted R2")
        for (latent, items) in (group["loadings"]?.object?.members ?? []).map({ ($0.key, $0.value) }
        ) {
            for item in items.object?.members ?? [] {
                let wanted = values["loadings"]?[item.key]?[latent]
                #expect(Shared.near(item.value, wanted, 1e-5), "\(item.key)")
            }
            let reliability = values["reliability"]?[latent]
            #expect(Shared.near(group["ave"]?[latent], reliability?["AVE"], 1e-5))
            #expect(
                Shared.near(group["compositeReliability"]?[latent], reliability?["rhoC"], 1e-5))
            #expect(Shared.near(group["rhoA"]?[latent], reliability?["rhoA"], 1e-5))
        }
    }

    @Test(.enabled(if: Shared.hasData, "the shared data are not here"))
    func bootstrap() throws {
        let values = try Shared.golden("ecsi_bootstrap_mobi", in: "05_csi_pls")
        let group = try Shared.group(
            Self.run(Self.mobile + "scheme: factorial\n", ["--bootstrap", "1000"]))
        let paths = try #require(group["pathEstimates"]?.array)
        #expect(paths.count == 12)
        for path in paths {
            let name = (path["path"]?.string ?? "").replacing("->", with: "  ->  ")
            let golden = values["paths"]?[name]
            #expect(Shared.near(path["standardError"], golden?["Bootstrap SD"], 0.02), "\(name)")
            #expect(Shared.near(path["mean"], golden?["Bootstrap Mean"], 0.02), "\(name)")
        }
    }

    /// Two blocks and a scale of their own.
    static let text: String = {
        var lines = ["a,b,c,d"]
        for row in 0..<40 {
            let x = (row * 7) % 5
            lines.append("\(1 + x),\(1 + (x + row % 2) % 5),\(1 + (x + row % 3) % 5),\(1 + x)")
        }
        return lines.joined(separator: "\n")
    }()

    static let small = "latents: {X: [a, b], Y: [c, d]}\npaths: [X -> Y]\n"

    @Test func modesAndScale() throws {
        let plain = try Shared.group(Self.run(Self.small, text: Self.text))
        let formed = try Shared.group(
            Self.run(Self.small + "mode: {X: B}\nscale: [0, 10]\n", text: Self.text))
        #expect(plain["scale"] == [1, 5] && formed["scale"] == [0, 10])
        #expect(plain["weights"]?["X"] != formed["weights"]?["X"])
        let index = try #require(plain["index"]?["Y"]?.number)
        #expect(0...100 ~= index)
    }

    @Test(
        "a hostile model is refused at its line",
        arguments: [
            ("", nil), ("[1, 2]", "modelLatents"), ("latents: 5", "modelLatents"),
            ("latents: {X: [a]}\npaths: []", "modelLatents"),
            ("latents: {X: [a], Y: 5}\npaths: [X -> Y]", "modelItems"),
            ("latents: {X: [a], Y: []}\npaths: [X -> Y]", "modelItems"),
            ("latents: {X: [a], Y: [[b]]}\npaths: [X -> Y]", "modelItems"),
            ("latents: {X: [a], Y: [a]}\npaths: [X -> Y]", "modelTwice"),
            ("latents: {X: [a], Y: [b]}", "modelPath"),
            ("latents: {X: [a], Y: [b]}\npaths: [X Y]", "modelPath"),
            ("latents: {X: [a], Y: [b]}\npaths: [X -> Z]", "modelWordUnknown"),
            ("latents: {X: [a], Y: [b]}\npaths: [X -> Y, Y -> X]", "modelCycle"),
            ("latents: {X: [a], Y: [b]}\npaths: [X -> X]", "modelCycle"),
            ("latents: {X: [a], Y: [b]}\npaths: [X -> Y, X->Y]", "modelTwice"),
            ("latents: {X: [a], Y: [b], Z: [c]}\npaths: [X -> Y]", "modelUnconnected"),
            (small + "mode: C", "modelWordUnknown"), (small + "mode: {Z: A}", "modelWordUnknown"),
            (small + "scheme: star", "modelWordUnknown"),
            (small + "schema: path", "modelWordUnknown"),
            (small + "scale: [5, 1]", "modelScale"), (small + "scale: 5", "modelScale"),
            ("latents: {X: [a, b], X: [c]}\npaths: [X -> Y]", "invalidInput"),
            ("latents: {X: [a", "invalidInput"),
            (String(repeating: "[", count: 5000), "invalidInput"),
            ("latents: {X: [zzz], Y: [b]}\npaths: [X -> Y]", "columnUnknown"),
            (
                "latents: {X: [\((1...1000).map { "i\($0)" }.joined(separator: ", "))], Y: [a]}\n"
                    + "paths: [X -> Y]", "modelTooMany"
            ),
            (
                "latents:\n" + (1...1000).map { "  L\($0): [i\($0)]\n" }.joined()
                    + "paths: [L1 -> L2]", "modelTooMany"
            ),
            ("x: \(String(repeating: "y", count: 300_000))", "documentTooLarge"),
        ] as [(String, String?)])
    func refusesHostileModels(_ model: String, _ code: String?) {
        let refusal = #expect(throws: Refusal.self) {
            try Self.run(model, text: Self.text)
        }
        if let code { #expect(refusal?.code == code) }
    }

    @Test func aModelThatIsNotThereIsAWrongOption() {
        let refusal = #expect(throws: Refusal.self) {
            try AnalysisCall(method: "csi", options: ["--model", "/nowhere/model.yaml"])
        }
        #expect(refusal?.code == "fileUnreadable")
    }
}
