//! Farrington's method, flexible: a week against the same weeks of earlier years, by a
//! regression in which past outbreaks count less (Farrington et al. 1996, JRSS A 159:547;
//! Noufaily et al. 2013, Statistics in Medicine 32:1206; details as in the R package
//! surveillance 1.20).

use statrs::distribution::{
    ContinuousCDF, DiscreteCDF, NegativeBinomial, Normal, Poisson, StudentsT,
};

use super::{SurveillanceError, check_alpha, check_range};
use crate::trend::glm::{Family, Fit, Model, dot, fit};
use crate::trend::provenance::{Input, Provenance};

/// A mean above this comes of weeks without any case, whose regression tells nothing.
const MEAN_MAX: f64 = 1e9;

/// How the bound is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Threshold {
    /// A quantile of the negative binomial with the estimated mean and dispersion.
    NegativeBinomial,
    /// Normal on the scale of the power 2/3, with the error of the estimate.
    Delta,
    /// A quantile of the negative binomial whose mean is itself the upper end of what the
    /// regression allows (`muan` in `surveillance`).
    UpperMean,
}

/// Constants.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Farrington {
    /// Years to look back.
    pub years: usize,
    /// Weeks on each side of the same week of those years.
    pub half_window: usize,
    /// Levels of the season; 1 uses only the windows.
    pub levels: usize,
    /// The last weeks before the judged one that are left out.
    pub last_weeks_left_out: usize,
    /// Residuals above this make a week count less.
    pub residual_max: f64,
    /// A trend is kept when its p is below this; at 1 always.
    pub trend_p: f64,
    /// How the bound is found.
    pub threshold: Threshold,
    /// Chance of a false alarm in a week.
    pub alpha: f64,
    /// An alarm needs so many cases …
    pub cases_min: f64,
    /// … in so many weeks.
    pub cases_weeks: usize,
    /// Weeks in a year.
    pub weeks_per_year: usize,
    /// Whether past outbreaks count less.
    pub reweights: bool,
    /// Whether a trend is looked for.
    pub has_trend: bool,
}

/// One judged week.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// What was expected, when there were cases enough to alarm.
    pub expected: Option<f64>,
    /// What was expected, as `surveillance` reports it; nothing when it has no bound.
    pub mu: Option<f64>,
    /// How much more than Poisson the weeks spread.
    pub dispersion: f64,
    /// Growth per week, as a logarithm, if it was kept.
    pub trend: Option<f64>,
    /// Chance of as many or more; nothing when `mu` has no bound.
    pub p: Option<f64>,
    /// Counts above this are an alarm; nothing when there were too few cases, or no bound.
    pub upper: Option<f64>,
    /// How far between expected (0) and bound (1) the count lies, as `surveillance` reports it.
    pub score: Option<f64>,
    /// Whether it is an alarm.
    pub is_alarm: bool,
}

/// A week of the past that is compared with.
struct Past {
    week: f64,
    level: usize,
    count: f64,
}

impl Farrington {
    /// The first week, counted from 1, that has all its years before it.
    #[must_use]
    pub const fn first_week(&self) -> usize {
        self.years * self.weeks_per_year + self.half_window + 1
    }

    /// Judges the weeks from `from` (counted from 1) to the last. A week whose past does not
    /// determine the regression has no answer.
    ///
    /// # Errors
    /// There are too few weeks before, or a constant is unusable.
    pub fn judge(
        &self,
        counts: &[f64],
        from: usize,
    ) -> Result<Vec<Option<Judged>>, SurveillanceError> {
        check_alpha(self.alpha)?;
        check_range(from, self.first_week(), counts.len())?;
        let window = 2 * self.half_window + 1;
        let between =
            self.weeks_per_year.checked_sub(window).filter(|rest| *rest + 1 >= self.levels);
        if self.years == 0 || self.levels == 0 || between.is_none() {
            let must_be = "at least 1, with fewer levels than weeks between the windows";
            return Err(SurveillanceError::Constant { name: "years and levels", must_be });
        }
        Ok((from..=counts.len()).map(|week| self.judge_week(counts, week)).collect())
    }

    /// What the weeks from `from` on are judged from.
    #[must_use]
    pub fn provenance(&self, counts: &[f64], from: usize) -> Provenance {
        let Self { years, half_window, levels, last_weeks_left_out, residual_max, .. } = self;
        let Self { trend_p, alpha, cases_min, cases_weeks, weeks_per_year, .. } = self;
        let threshold = match self.threshold {
            Threshold::NegativeBinomial => "negative binomial",
            Threshold::Delta => "delta",
            Threshold::UpperMean => "upper mean",
        };
        let reweights = if self.reweights { "reweighted" } else { "not reweighted" };
        let trend = if self.has_trend { "trend" } else { "no trend" };
        let profile = format!(
            "farrington {threshold} alpha {alpha} years {years} of {weeks_per_year} window \
             {half_window} levels {levels} without {last_weeks_left_out} {reweights} at \
             {residual_max} {trend} at {trend_p} cases {cases_min} in {cases_weeks}"
        );
        Input::new(profile).whole(from).numbers(counts.iter().copied()).finish()
    }

    fn judge_week(&self, counts: &[f64], week: usize) -> Option<Judged> {
        let past = self.past(counts, week);
        let most = past.iter().map(|past| past.count).fold(0.0, f64::max);
        let mut regression = None;
        if self.has_trend && self.years >= 3 {
            let with_trend = self.regress(&past, true)?;
            let mean = with_trend.mean_at(week);
            let is_trend = self.trend_p >= 1.0 || with_trend.trend_p()? < self.trend_p;
            regression = (is_trend && mean <= most).then_some(with_trend);
        }
        let regression = match regression {
            Some(regression) => regression,
            None => self.regress(&past, false)?,
        };
        let count = *counts.get(week - 1)?;
        let recent: f64 = counts.iter().take(week).rev().take(self.cases_weeks).sum();
        Some(self.bound(&regression, week, count, recent >= self.cases_min))
    }

    /// The windows are one level; the weeks between them are cut into the others, the first
    /// ones a week longer when they do not divide evenly.
    fn past(&self, counts: &[f64], week: usize) -> Vec<Past> {
        let window = 2 * self.half_window + 1;
        let between = self.weeks_per_year - window;
        let blocks = self.levels - 1;
        let begin = week - self.years * self.weeks_per_year - self.half_window;
        let end = week - self.last_weeks_left_out;
        (begin..end)
            .filter_map(|past| {
                let into_year = (past - begin) % self.weeks_per_year;
                let level = match into_year.checked_sub(window) {
                    None => 0,
                    Some(_) if blocks == 0 => return None,
                    Some(at) => {
                        let (length, longer) = (between / blocks, between % blocks);
                        let in_longer = longer * (length + 1);
                        1 + if at < in_longer {
                            at / (length + 1)
                        } else {
                            longer + (at - in_longer) / length
                        }
                    }
                };
                Some(Past { week: past as f64, level, count: *counts.get(past - 1)? })
            })
            .collect()
    }

    fn regress(&self, past: &[Past], with_trend: bool) -> Option<Regression> {
        let levels: Vec<usize> =
            (1..self.levels).filter(|level| past.iter().any(|past| past.level == *level)).collect();
        let row = |past: &Past| {
            let dummies = levels.iter().map(|level| if past.level == *level { 1.0 } else { 0.0 });
            let trend = with_trend.then_some(past.week);
            std::iter::once(1.0).chain(trend).chain(dummies).collect::<Vec<f64>>()
        };
        let rows: Vec<Vec<f64>> = past.iter().map(row).collect();
        let y: Vec<f64> = past.iter().map(|past| past.count).collect();
        let zeros = vec![0.0; y.len()];
        let ones = vec![1.0; y.len()];
        let model = |weights| Model {
            family: Family::Poisson,
            y: &y,
            rows: &rows,
            weights,
            offset: &zeros,
        };
        let first = fit(&model(&ones))?;
        let mut dispersion = pearson(&first, &first.working, &y).max(1.0);
        let mut error_dispersion = pearson(&first, &first.working, &y);
        let mut last = first;
        if self.reweights {
            let weights = reweighted(&last, &rows, &y, dispersion, self.residual_max)?;
            last = fit(&model(&weights))?;
            dispersion = pearson(&last, &last.working, &y).max(1.0);
            error_dispersion = pearson(&last, &weights, &y);
        }
        Some(Regression { fit: last, dispersion, error_dispersion, with_trend })
    }

    fn bound(&self, regression: &Regression, week: usize, count: f64, has_cases: bool) -> Judged {
        let (mean, dispersion) = (regression.mean_at(week), regression.dispersion);
        let reach = Normal::standard().inverse_cdf(1.0 - self.alpha);
        let (upper, p, mu, reference) = match self.threshold {
            Threshold::NegativeBinomial => {
                let (upper, p) = self.plug_in(mean, dispersion, count);
                (upper, p, mean, mean.ln())
            }
            Threshold::UpperMean => {
                let mu = (mean.ln() + reach * regression.log_error_at(week)).exp();
                let has_quantile = mu <= MEAN_MAX;
                let unbounded = (f64::INFINITY, 1.0);
                let (upper, p) =
                    if has_quantile { self.plug_in(mu, dispersion, count) } else { unbounded };
                (upper, p, mu, mean.ln())
            }
            Threshold::Delta => {
                let error = regression.error_at(week);
                let spread = dispersion + error * error / mean;
                let sigma = (4.0 / 9.0 * mean.cbrt() * spread).sqrt();
                let power = |value: f64| value.powf(2.0 / 3.0);
                let upper = (power(mean) + reach * sigma).powf(1.5);
                let p = Normal::standard().sf((power(count) - power(mean)) / sigma);
                (upper, p, (mean + reach * error).exp(), mean)
            }
        };
        let is_bounded = mu.is_finite() && upper.is_finite();
        let is_judged = has_cases && is_bounded;
        Judged {
            expected: is_judged.then_some(mean),
            mu: Some(mu).filter(|mu| mu.is_finite()),
            dispersion,
            trend: regression.trend(),
            p: is_bounded.then_some(p),
            upper: is_judged.then_some(upper),
            score: is_bounded.then(|| (count - reference) / (upper - reference)),
            is_alarm: is_judged && count > upper,
        }
    }

    fn plug_in(&self, mean: f64, dispersion: f64, count: f64) -> (f64, f64) {
        let (quantile, count) = (1.0 - self.alpha, count as u64);
        let at_least = |sf: &dyn Fn(u64) -> f64| count.checked_sub(1).map_or(1.0, sf);
        if dispersion > 1.0 {
            match NegativeBinomial::new(mean / (dispersion - 1.0), 1.0 / dispersion) {
                Ok(counts) => {
                    (counts.inverse_cdf(quantile) as f64, at_least(&|count| counts.sf(count)))
                }
                Err(_) => (0.0, 1.0),
            }
        } else {
            match Poisson::new(mean) {
                Ok(counts) => {
                    (counts.inverse_cdf(quantile) as f64, at_least(&|count| counts.sf(count)))
                }
                Err(_) => (0.0, 1.0),
            }
        }
    }
}

/// Weighted squares of the relative residuals, over the degrees of freedom: with the working
/// weights of the last step it is Pearson's, as R's summary has it.
fn pearson(fit: &Fit, weights: &[f64], y: &[f64]) -> f64 {
    let terms = y.iter().zip(&fit.mu).zip(weights);
    let squares: f64 = terms.map(|((y, mu), weight)| weight * ((y - mu) / mu).powi(2)).sum();
    squares / fit.degrees_of_freedom as f64
}

/// Anscombe's residuals tell which weeks were outbreaks; those count less.
fn reweighted(
    fit: &Fit,
    rows: &[Vec<f64>],
    y: &[f64],
    dispersion: f64,
    residual_max: f64,
) -> Option<Vec<f64>> {
    let factors: Vec<f64> = (0..y.len())
        .map(|at| {
            let (y, mu, row) = (*y.get(at)?, *fit.mu.get(at)?, rows.get(at)?);
            let leverage = fit.working.get(at)? * fit.variance_of(row);
            let residual = 1.5 * (y.powf(2.0 / 3.0) * mu.powf(-1.0 / 6.0) - mu.sqrt())
                / (dispersion * (1.0 - leverage)).sqrt();
            Some(if residual > residual_max { residual.powi(-2) } else { 1.0 })
        })
        .collect::<Option<_>>()?;
    let scale = factors.len() as f64 / factors.iter().sum::<f64>();
    Some(factors.into_iter().map(|factor| scale * factor).collect())
}

struct Regression {
    fit: Fit,
    dispersion: f64,
    /// What errors are scaled by: when weeks are reweighted `surveillance` computes it after it
    /// has put their weights in place of the working weights, and so do we, to be comparable.
    error_dispersion: f64,
    with_trend: bool,
}

impl Regression {
    /// The judged week is in the level of the windows, which has no column of its own.
    fn row(&self, week: usize) -> Vec<f64> {
        let mut row = vec![0.0; self.fit.coefficients.len()];
        for (at, value) in row.iter_mut().take(if self.with_trend { 2 } else { 1 }).enumerate() {
            *value = if at == 0 { 1.0 } else { week as f64 };
        }
        row
    }

    fn mean_at(&self, week: usize) -> f64 {
        dot(&self.row(week), &self.fit.coefficients).exp()
    }

    /// Standard error of the mean's logarithm.
    fn log_error_at(&self, week: usize) -> f64 {
        (self.fit.variance_of(&self.row(week)) * self.error_dispersion).sqrt()
    }

    /// Standard error of the mean.
    fn error_at(&self, week: usize) -> f64 {
        self.mean_at(week) * self.log_error_at(week)
    }

    fn trend(&self) -> Option<f64> {
        self.with_trend.then(|| self.fit.coefficients.get(1).copied()).flatten()
    }

    fn trend_p(&self) -> Option<f64> {
        let error = (self.fit.covariance.get(1)?.get(1)? * self.error_dispersion).sqrt();
        let student = StudentsT::new(0.0, 1.0, self.fit.degrees_of_freedom as f64).ok()?;
        Some(2.0 * student.cdf(-(self.trend()? / error).abs()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By the upper end of the mean, of two years with a trend.
    const UPPER_MEAN: Farrington = Farrington {
        years: 2,
        half_window: 3,
        levels: 10,
        last_weeks_left_out: 26,
        residual_max: 2.58,
        trend_p: 1.0,
        threshold: Threshold::UpperMean,
        alpha: 0.01,
        cases_min: 5.0,
        cases_weeks: 4,
        weeks_per_year: 52,
        reweights: true,
        has_trend: true,
    };

    /// By Python from the formulas of `farringtonFlexible.R` for two years and no season, where the
    /// regression is a mean m of 14 weeks: `q = math.exp(math.log(m) + norm.ppf(.99) * se)`,
    /// `nbinom.ppf(.99, q / (phi - 1), 1 / phi)`, `nbinom.sf(21, q / (phi - 1), 1 / phi)`; the
    /// squared error is Pearson's dispersion over 14 m, when reweighted that of the relative
    /// residuals.
    #[test]
    fn the_upper_end_of_the_mean_agrees_with_the_formulas_of_the_package() {
        let mut counts: Vec<f64> = (0..110).map(|at| f64::from(3 + at * 7 % 13)).collect();
        counts[109] = 22.0;
        for (reweights, mu, upper, p, score) in [
            (true, 9.076_239_289_508, 19.0, 0.002_509_248_104, 1.177_667_575_045),
            (false, 10.770_828_057_055, 21.0, 0.009_553_290_399, 1.052_950_768_581),
        ] {
            let farrington = Farrington {
                levels: 1,
                last_weeks_left_out: 3,
                reweights,
                has_trend: false,
                ..UPPER_MEAN
            };
            let judged = farrington.judge(&counts, 110).unwrap()[0].unwrap();
            assert!((judged.expected.unwrap() - 116.0 / 14.0).abs() < 1e-5);
            let found = [judged.mu, judged.upper, judged.p, judged.score].map(Option::unwrap);
            for (found, expected) in found.into_iter().zip([mu, upper, p, score]) {
                assert!((found - expected).abs() < 1e-5, "{found} instead of {expected}");
            }
            assert!(judged.is_alarm);
        }
    }

    /// Where nothing was ever counted the error is boundless, and so is the mean's upper end.
    #[test]
    fn weeks_without_any_case_have_no_bound_that_is_not_finite() {
        let judged = UPPER_MEAN.judge(&[0.0; 112], 108).unwrap();
        for week in judged.into_iter().flatten() {
            let numbers = [week.expected, week.mu, week.upper, week.p, week.score];
            assert!(numbers.into_iter().flatten().all(f64::is_finite) && !week.is_alarm);
        }
    }
}
