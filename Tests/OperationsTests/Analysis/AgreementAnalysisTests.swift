import Base
import Testing

@testable import Operations

/// Goldens of 11_raters and 09_peak_end: irr, psych, krippendorff, statsmodels, cocor.
@Suite("nuo analyze agreement, peakend") struct AgreementAnalysisTests {
    typealias Shared = AnalysisTests

    @Test(.enabled(if: Shared.hasData, "the shared data are not here"))
    func diagnoses() throws {
        let values = try Shared.golden("fleiss_diagnoses", in: "11_raters")
        let group = try Shared.group(
            Shared.run(
                "agreement",
                ["--raters", (1...6).map { "rater\($0)" }.joined(separator: ",")],
                file: "irr_diagnoses.csv"))
        Shared.expect(
            group, [("fleissKappa", "fleiss"), ("congerKappa", "conger")], of: values["R"], 1e-9)
        for part in values["R"]?["detail"]?.array ?? [] {
            let found = group["fleissByCategory"]?[part["_row"]?.string ?? ""]
            #expect(Shared.near(found, part["Kappa"], 5e-4))
        }
        #expect(group["n"] == 30 && group["categories"]?.array?.count == 5)
        #expect(group["cohenKappa"] == .null && group["cohenKappaReason"]?.string != nil)
        #expect(group["icc"]?["ICC(1,1)"] == .null && group["iccReason"]?.string != nil)
    }

    @Test(.enabled(if: Shared.hasData, "the shared data are not here"))
    func vision() throws {
        let values = try Shared.golden("cohen_vision", in: "11_raters")
        let group = try Shared.group(
            Shared.run(
                "agreement",
                ["--raters", "r.eye,l.eye", "--level", "ordinal", "--bootstrap", "0"],
                file: "irr_vision.csv"))
        Shared.expect(
            group,
            [("cohenKappa", "kappa"), ("linearKappa", "w1"), ("quadraticKappa", "w2")],
            of: values, 1e-9)
        Shared.expect(
            [group["cohenKappaLow"], group["cohenKappaHigh"]], values["ci"], 1e-9, "interval")
    }

    @Test(
        .enabled(if: Shared.hasData, "the shared data are not here"),
        arguments: ["nominal", "ordinal", "interval", "ratio"])
    func krippendorff(_ scale: String) throws {
        let values = try Shared.golden("krippendorff_4x12", in: "11_raters")
        let reader = try TableReader.open(FileSource(path: Shared.data + "krippendorff4x12.csv"))
        var text = "unit,rater,value\n"
        var wide = (0..<12).map { _ in [String]() }
        while let batch = try reader.next() {
            for row in batch {
                for unit in 0..<12 {
                    let value = row.text(unit)
                    wide[unit].append(value)
                    if value != "NA" { text += "\(unit),\(row.number),\(value)\n" }
                }
            }
        }
        let group = try Shared.group(
            Shared.run(
                "agreement",
                [
                    "--subject", "unit", "--rater", "rater", "--rating", "value", "--level", scale,
                ], text: text))
        #expect(Shared.near(group["krippendorffAlpha"], values["R"]?[scale], 1e-9))
        let low = try #require(group["low"]?.number)
        let high = try #require(group["high"]?.number)
        #expect(low < high && high <= 1)
        let same = try Shared.group(
            Shared.run(
                "agreement", ["--raters", "a,b,c,d", "--level", scale],
                text: "a,b,c,d\n" + wide.map { $0.joined(separator: ",") }.joined(separator: "\n")))
        #expect(Shared.near(same["krippendorffAlpha"], values["R"]?[scale], 1e-9))
        #expect(same["fleissKappa"] == .null && same["fleissKappaReason"]?.string != nil)
    }

    @Test(.enabled(if: Shared.hasData, "the shared data are not here"))
    func shroutAndFleiss() throws {
        let values = try Shared.golden("icc_shrout_fleiss", in: "11_raters")
        let group = try Shared.group(
            Shared.run(
                "agreement", ["--raters", "V1,V2,V3,V4", "--level", "interval"],
                file: "shrout_fleiss1979.csv"))
        let forms = ["ICC(1,1)", "ICC(2,1)", "ICC(3,1)", "ICC(1,k)", "ICC(2,k)", "ICC(3,k)"]
        for (form, golden) in zip(forms, values["psych"]?.array ?? []) {
            #expect(Shared.near(group["icc"]?[form], golden["ICC"], 1e-9))
            #expect(Shared.near(group["iccLow"]?[form], golden["lower bound"], 1e-8))
            #expect(Shared.near(group["iccHigh"]?[form], golden["upper bound"], 1e-8))
        }
        Shared.expect(
            group, [("leniencyF", "leniency_F"), ("leniencyP", "leniency_p")], of: values, 1e-9)
        Shared.expect(
            (group["raters"]?.array ?? []).map { $0["leniency"] }, values["leniency"], 1e-12,
            "leniency")
    }

    @Test(.enabled(if: Shared.hasData, "the shared data are not here"))
    func leniencyAndHalo() throws {
        let values = try Shared.golden("leniency_halo_synth", in: "11_raters")
        let group = try Shared.group(
            Shared.run(
                "agreement",
                [
                    "--subject", "visit", "--rater", "rater", "--rating", "score", "--dimension",
                    "dim", "--level", "interval",
                ], file: "synth_qa_raters.csv"))
        let raters = try #require(group["raters"]?.array)
        for (rater, golden) in zip(raters, values.array ?? []) {
            #expect(rater["rater"]?.string == golden["rater"]?.text)
            Shared.expect(
                rater,
                [
                    ("mean", "mean"), ("leniency", "leniency"), ("standardDeviation", "sd"),
                    ("halo", "mean_interdim_r"), ("withinSpread", "within_visit_sd"),
                    ("topShare", "top_share"),
                ], of: golden, 1e-11)
        }
        #expect(raters.count == 6)
    }

    @Test func whatIsNotDefinedIsNullWithAReason() throws {
        let group = try Shared.group(
            Shared.run("agreement", ["--raters", "a,b"], text: "a,b\nx,x\nx,x\n"))
        #expect(group["cohenKappa"] == .null && group["krippendorffAlpha"] == .null)
        #expect(group["cohenKappaReason"] == "only one category was used")
        #expect(group["krippendorffAlphaReason"] == "all ratings are the same")
        let basic =
            "a,b\n" + String(repeating: "1,1\n", count: 20)
            + String(repeating: "1,2\n", count: 5) + String(repeating: "2,1\n", count: 10)
            + String(repeating: "2,2\n", count: 15)
        let kappa = try Shared.group(Shared.run("agreement", ["--raters", "a,b"], text: basic))
        #expect(Shared.near(kappa["cohenKappa"], 0.4, 1e-12))
        #expect(Shared.near(kappa["cohenKappaLow"], 0.151092290476661, 1e-9))
    }

    @Test(
        "wrong options and data",
        arguments: [
            ([], "a,b\n1,2\n", "optionMissing"),
            (["--raters", "a"], "a,b\n1,2\n", "optionTooFewColumns"),
            (["--raters", "a,b", "--subject", "a"], "a,b\n1,2\n", "optionEither"),
            (["--subject", "a", "--rater", "b"], "a,b\n1,2\n", "optionMissing"),
            (["--raters", "a,b", "--level", "x"], "a,b\n1,2\n", "optionNotAChoice"),
            (["--raters", "a,b", "--level", "interval"], "a,b\n1,x\n", "tableNotANumber"),
            (
                ["--subject", "s", "--rater", "r", "--rating", "v"], "s,r,v\n1,1,1\n1,1,2\n",
                "tableRatingTwice"
            ),
        ] as [([String], String, String)])
    func refuses(_ options: [String], _ text: String, _ code: String) {
        let refusal = #expect(throws: Refusal.self) {
            try Shared.run("agreement", options, text: text)
        }
        #expect(refusal?.code == code)
    }

    static let journeyOptions = [
        "--journey", "journey", "--order", "step", "--score", "valence", "--overall", "overall",
    ]

    @Test(.enabled(if: Shared.hasData, "the shared data are not here"))
    func peakAndEnd() throws {
        let values = try Shared.golden("peak_end_synth", in: "09_peak_end")
        let group = try Shared.group(
            Shared.run("peakend", Self.journeyOptions, file: "synth_journeys.csv"))
        #expect(group["n"] == 400 && group["neutral"] == 0)
        for (found, golden) in zip(
            group["journeys"]?.array ?? [], values["first10"]?.array ?? [])
        {
            #expect(found["journey"]?.string == golden["journey"]?.text)
            Shared.expect(
                found,
                [
                    ("overall", "overall"), ("mean", "mean"), ("peak", "peak"), ("end", "end"),
                    ("trough", "trough"), ("peakEnd", "peak_end"), ("worstEnd", "worst_end"),
                    ("start", "start"), ("slope", "slope"), ("steps", "n"),
                    ("standardDeviation", "sd"),
                ], of: golden, 1e-12)
        }
        let compare = group["model"]?["compare"]
        Shared.expect(
            compare,
            [
                ("rMean", "r_overall_mean"), ("rPeakEnd", "r_overall_peakend"),
                ("rBetween", "r_mean_peakend"), ("williamsT", "williams_t"), ("degrees", "df"),
                ("p", "p_williams"), ("steigerZ", "steiger_z"), ("steigerP", "p_steiger"),
                ("mengZ", "meng_z"), ("mengP", "p_meng"),
            ], of: values["compare"], 1e-9)
        #expect(compare?["better"] == "peakEnd")
        for (model, golden) in [
            ("mean", "mean"), ("peakEnd", "peak_end"), ("peakAndEnd", "peak_and_end"),
            ("all", "all"), ("duration", "duration"),
        ] {
            let (found, wanted) = (group["model"]?[model], values["models"]?[golden])
            Shared.expect(
                found,
                [
                    ("r2", "R2"), ("adjustedR2", "adjR2"), ("aic", "aic"), ("bic", "bic"),
                    ("leaveOneOutError", "loo_rmse"),
                ], of: wanted, 1e-9)
            Shared.expect(
                (found?["coefficients"]?.object?.members ?? []).map(\.value),
                .array((wanted?["coef"]?.object?.members ?? []).map(\.value)), 1e-9, model)
            #expect(group["model"]?["r2"]?[model] == found?["r2"])
        }
    }

    @Test func journeysInOrder() throws {
        let text = """
            journey,step,valence,overall
            b,2026-03-02,2,4
            b,2026-03-01,5,4
            a,10,1,2
            a,9,4,2
            a,1,3,2
            """
        let group = try Shared.group(Shared.run("peakend", Self.journeyOptions, text: text))
        let journeys = try #require(group["journeys"]?.array)
        // From 1 to 5 the middle is 3: one is as strong as five, and the end.
        #expect(group["neutral"] == 3 && group["model"] == .null)
        #expect(group["modelReason"]?.string != nil)
        #expect(journeys[0]["journey"] == "a" && journeys[0]["peak"] == 1)
        #expect(journeys[0]["end"] == 1 && journeys[1]["end"] == 2 && journeys[1]["peak"] == 5)
        let refusal = #expect(throws: Refusal.self) {
            try Shared.run("peakend", Self.journeyOptions, text: text + "\na,11,3,5\n")
        }
        #expect(refusal?.code == "tableOverallDiffers" && refusal?.values["line"] == "7")
        let order = #expect(throws: Refusal.self) {
            try Shared.run("peakend", Self.journeyOptions, text: text + "\na,soon,3,2\n")
        }
        #expect(order?.code == "tableNotANumber" && order?.values["column"] == "step")
    }
}
