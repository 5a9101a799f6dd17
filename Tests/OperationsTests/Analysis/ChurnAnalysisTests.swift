import Base
import Foundation
import Testing

@testable import Operations

@Suite("nuo analyze churn, survival")
struct ChurnAnalysisTests {
    typealias A = AnalysisTests

    /// The predictors of golden churn_logit_telco, made from the table of customers.
    static func telco() throws -> String {
        let reader = try TableReader.open(FileSource(path: A.data + "telco_churn.csv"))
        let names = [
            "Contract", "InternetService", "Partner", "PaymentMethod", "MonthlyCharges",
            "SeniorCitizen", "tenure", "Churn", "customerID",
        ]
        let places = try names.map { try reader.column($0) }
        var text = "id,m,fib,partner,ec,MonthlyCharges,SeniorCitizen,tenure,left\n"
        while let batch = try reader.next() {
            for row in batch {
                let cell = places.map { row.text($0) }
                guard cell[6] != "0" else { continue }
                let flags = [
                    cell[0] == "Month-to-month", cell[1] == "Fiber optic", cell[2] == "Yes",
                    cell[3] == "Electronic check",
                ]
                let numbers = flags.map { $0 ? "1" : "0" } + cell[4...6] + [cell[7]]
                text += ([cell[8]] + numbers).joined(separator: ",") + "\n"
            }
        }
        return text
    }

    @Test(.enabled(if: A.hasData, "the shared data are not here"))
    func telcoAsPublished() throws {
        let answer = try A.answering(
            "churn", ["--outcome", "left", "--positive", "Yes", "--id", "id"], text: Self.telco())
        let group = try #require(answer.json["groups"]?.array?.first)
        let values = try A.golden("churn_logit_telco", in: "07_rfm_churn")
        #expect(group["n"] == values["n"])
        A.expectNear(group["logLikelihood"], values["loglik"], 1e-10)
        let terms = try #require(group["coefficients"]?.array)
        #expect(terms.count == 8)
        for term in terms {
            let name = term["name"]?.string ?? ""
            let key = name == "intercept" ? "const" : name
            A.expectNear(term["coefficient"], values["coef"]?[key], 1e-7, name)
            A.expectNear(term["standardError"], values["se"]?[key], 1e-6, name)
        }
        let (own, peer) = (try #require(group["inSample"]), try #require(values["in_sample"]))
        for (name, key) in [
            ("auc", "auc"), ("brier", "brier"), ("ece", "ece10_width"), ("logLoss", "logloss"),
            ("calibrationSlope", "cal_slope"), ("topTenthLift", "top_decile_lift"),
        ] { A.expectNear(own[name], peer[key], 1e-6, name) }
        // What it has not seen it tells a little worse.
        let auc = try #require(group["auc"]?.number)
        let seen = try #require(own["auc"]?.number)
        #expect(auc < seen && auc > seen - 0.01)
        let records = try A.records(answer)
        #expect(records.count == 7032 && records[0]["id"] == "7590-VHVEG")
        let first = try #require(records[0]["reason1"]?.string)
        #expect(first.hasPrefix("tenure=1 +"))
    }

    /// All columns as they are: texts become levels, what says the same is left out by name.
    @Test(
        .enabled(if: A.hasData, "the shared data are not here"), arguments: ["logistic", "trees"])
    func allColumnsOfTelco(_ model: String) throws {
        let group = try A.group(
            "churn",
            ["--outcome", "Churn", "--positive", "Yes", "--id", "customerID", "--model", model],
            file: "telco_churn.csv")
        #expect(try #require(group["auc"]?.number) > 0.83)
        #expect(try #require(group["accuracy"]?.number) > 0.79)
        #expect(try #require(group["ece"]?.number) < 0.05)
        guard model == "logistic" else {
            let shares = (group["importance"]?.array ?? []).compactMap { $0["share"]?.number }
            return #expect(abs(shares.reduce(0, +) - 1) < 1e-9)
        }
        #expect(group["n"] == 7032)
        let names = (group["coefficients"]?.array ?? []).compactMap { $0["name"]?.string }
        #expect(names.contains("Contract=Two year") && !names.contains("Contract=Month-to-month"))
        let left = (group["leftOut"]?.array ?? []).compactMap { $0["column"]?.string }
        #expect(left.contains("StreamingTV=No internet service"))
    }

    /// Without an id column the numbers of customers tell nothing and are left out.
    @Test func namesOfCustomersAreLeftOut() throws {
        var text = "name,x,gone\n"
        for row in 0..<200 { text += "customer \(row),\(row % 7),\((row * 7 % 11) < 4 ? 1 : 0)\n" }
        let group = try A.group("churn", ["--outcome", "gone", "--positive", "1"], text: text)
        #expect(group["leftOut"]?.array?.first?["column"] == "name")
        #expect(group["leftOut"]?.array?.first?["reason"] == "manyValues")
        #expect(group["coefficients"]?.array?.count == 2)
        let refusal = #expect(throws: Refusal.self) {
            try A.group(
                "churn", ["--outcome", "gone", "--positive", "1", "--predictors", "name"],
                text: text)
        }
        #expect(refusal?.code == "tooManyGroups" && refusal?.values["column"] == "name")
    }

    /// Learning from another file: its customers are told by the same rule.
    @Test func learnsFromAnotherFile() throws {
        var known = "id,plan,use,gone\n"
        for row in 0..<300 {
            let risky = row % 3 == 0
            let gone = (row * 13 % 17) < (risky ? 11 : 4)
            known += "k\(row),\(risky ? "open" : "fixed"),\(row % 10),\(gone ? "yes" : "no")\n"
        }
        let path = FileManager.default.temporaryDirectory.path + "/nuo-train-\(getpid()).csv"
        try known.write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let options = ["--outcome", "gone", "--positive", "yes", "--id", "id", "--train", path]
        let answer = try A.answering(
            "churn", options, text: "id,plan,use,other\na,open,3,1\nb,fixed,3,2\nc,strange,3,2\n")
        let group = try #require(answer.json["groups"]?.array?.first)
        #expect(group["n"] == 3 && group["trainedOn"] == 300 && group["auc"] == .null)
        let risks = try A.records(answer).compactMap { $0["risk"]?.number }
        #expect(risks.count == 3 && risks[0] > 0.5 && risks[1] < 0.4)
        // With outcomes it also says how good it was.
        let judged = try A.group("churn", options, text: known)
        #expect(try #require(judged["auc"]?.number) > 0.6)
    }

    @Test func sameSeedSameAnswer() throws {
        var text = "x,gone\n"
        for row in 0..<100 { text += "\(row * 37 % 23),\((row * 7 % 11) < 4 ? 1 : 0)\n" }
        let options = ["--outcome", "gone", "--positive", "1"]
        #expect(
            try A.answering("churn", options, text: text).json
                == A.answering("churn", options, text: text).json)
    }

    /// Golden surv_rossi: R survival.
    @Test(.enabled(if: A.hasData, "the shared data are not here"))
    func rossiAsPublished() throws {
        let values = try A.golden("surv_rossi", in: "07_rfm_churn")
        let names = ["fin", "age", "race", "wexp", "mar", "paro", "prio"]
        for (ties, key) in [("efron", "rossi_efron"), ("breslow", "rossi_breslow")] {
            let group = try A.group(
                "survival",
                [
                    "--time", "week", "--event", "arrest", "--covariates",
                    names.joined(separator: ","), "--ties", ties,
                ], file: "rossi.csv")
            let peer = try #require(values[key])
            #expect(group["n"] == 432 && group["events"] == 114 && group["median"] == .null)
            for (place, term) in (group["coefficients"]?.array ?? []).enumerated() {
                let name = try #require(term["name"]?.string)
                A.expectNear(term["coefficient"], peer["coef"]?[name], 1e-8, name)
                A.expectNear(term["standardError"], peer["se"]?.array?[place], 1e-8, name)
                let ratio = try #require(term["hazardRatio"]?.number)
                #expect(abs(log(ratio) - (term["coefficient"]?.number ?? 9)) < 1e-12)
            }
            A.expectNear(group["logLikelihood"], peer["loglik"]?.array?[1], 1e-11)
            A.expectNear(group["concordance"], peer["concordance"], 1e-9)
            A.expectNear(group["likelihoodRatio"], peer["logtest"]?.array?[0], 1e-9)
        }
    }

    @Test(
        .enabled(if: A.hasData, "the shared data are not here"),
        arguments: [("log", "rossi_km"), ("logLog", "rossi_km_loglog")])
    func curveAsPublished(_ interval: String, _ key: String) throws {
        let group = try A.group(
            "survival",
            ["--time", "week", "--event", "arrest", "--group", "fin", "--interval", interval],
            file: "rossi.csv")
        let values = try A.golden("surv_rossi", in: "07_rfm_churn")
        let curve = try #require(group["curve"]?.array)
        for (place, point) in curve.enumerated() {
            A.expectNear(point["time"], values["rossi_km"]?["time"]?.array?[place], 1e-12)
            A.expectNear(point["survival"], values["rossi_km"]?["surv"]?.array?[place], 1e-12)
            A.expectNear(point["low"], values[key]?["lower"]?.array?[place], 1e-10)
            A.expectNear(point["high"], values[key]?["upper"]?.array?[place], 1e-10)
        }
        A.expectNear(group["logRank"]?["statistic"], values["rossi_logrank"]?["chisq"], 1e-10)
    }
}
